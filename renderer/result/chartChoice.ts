/** How the rows of a result are drawn: kept while the result is shown, whichever of its views is open. */
import type { chartMeasures, timeBuckets } from '../../shared/resultViews'
import type { PictureKind } from './chartPicture'

export const groupLimits = [20, 100, 500] as const

export interface ChartChoice {
  /** Column ID of the axis. */
  group: string
  /** Column ID of the series; empty: one series. */
  series: string
  /** Most groups shown one by one, of a chart without series or times; the rest is one group. */
  limit: (typeof groupLimits)[number]
  bucket: (typeof timeBuckets)[number]
  measure: (typeof chartMeasures)[number]
  /** Column ID of what is measured; empty where rows are counted. */
  measured: string
  kind: PictureKind
}

export const firstChoice = (group = '_accountName'): ChartChoice => ({ group, series: '', limit: groupLimits[0], bucket: 'day', measure: 'count', measured: '', kind: 'bar' })
