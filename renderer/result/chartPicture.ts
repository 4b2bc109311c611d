/** A chart as Chart.js draws it: groups to bars, lines or slices, in the colours of the window. Values are rounded only for the drawing; the table beside it has every digit. */
import { ArcElement, BarController, BarElement, CategoryScale, Chart as Picture, Filler, Legend, LinearScale, LineController, LineElement, PieController, PointElement, Tooltip, type ChartConfiguration } from 'chart.js'
import type { Chart, ChartKey } from '../../shared/resultViews'

Picture.register(ArcElement, BarController, BarElement, CategoryScale, Filler, Legend, LinearScale, LineController, LineElement, PieController, PointElement, Tooltip)

export const pictureKinds = ['bar', 'stacked', 'line', 'pie'] as const
export type PictureKind = (typeof pictureKinds)[number]

export interface PictureLook {
  /** Colours of the series, used again from the first. */
  series: readonly string[]
  text: string
  line: string
  surface: string
  font: string
}

export interface Grid {
  axis: string[]
  series: string[]
  /** By series, then by place on the axis; null where there is no group. */
  values: (string | null)[][]
}

const keyText = (key: ChartKey): string => JSON.stringify('isOther' in key ? { isOther: true } : key.value)

/** The groups as a grid of exact texts; without a second column there is one series. */
export function gridOf(chart: Chart, labelOf: (key: ChartKey) => string, single: string): Grid {
  const places = new Map(chart.axis.map((key, index) => [keyText(key), index]))
  const rows = new Map(chart.series.map((key, index) => [keyText(key), index]))
  const values = Array.from({ length: Math.max(1, chart.series.length) }, () => Array.from({ length: chart.axis.length }, (): string | null => null))
  for (const { keys, value } of chart.groups) {
    const [first, second] = keys
    const row = values[second ? (rows.get(keyText(second)) ?? 0) : 0]
    const place = first && places.get(keyText(first))
    if (row && place !== undefined) row[place] = value
  }
  return { axis: chart.axis.map(labelOf), series: chart.series.length > 0 ? chart.series.map(labelOf) : [single], values }
}

const toNumber = (value: string | null): number => (value === null || value === '' || !Number.isFinite(Number(value)) ? 0 : Number(value))

export function pictureOf({ axis, series, values }: Grid, kind: PictureKind, look: PictureLook, isStill: boolean): ChartConfiguration {
  const colour = (index: number): string => look.series[index % look.series.length] ?? look.text
  const font = { family: look.font, size: 11 }
  const base = {
    responsive: true,
    maintainAspectRatio: false,
    ...(isStill ? { animation: false as const } : { animation: { duration: 200 } }),
    color: look.text,
  }
  // The tooltip says the exact text, not the drawn number.
  const tooltip = { callbacks: { label: ({ datasetIndex, dataIndex, dataset }: { datasetIndex: number; dataIndex: number; dataset: { label?: string | undefined } }): string => `${kind === 'pie' ? (axis[dataIndex] ?? '') : (dataset.label ?? '')}: ${values[datasetIndex]?.[dataIndex] ?? '–'}` } }
  const legend = { display: kind === 'pie' || series.length > 1, position: 'right' as const, labels: { color: look.text, boxWidth: 10, boxHeight: 10, font } }
  if (kind === 'pie') {
    const sums = axis.map((_, place) => values.reduce((sum, row) => sum + toNumber(row[place] ?? null), 0))
    return { type: 'pie', data: { labels: axis, datasets: [{ data: sums, backgroundColor: axis.map((_, index) => colour(index)), borderColor: look.surface }] }, options: { ...base, plugins: { legend, tooltip } } }
  }
  const datasets = values.map((row, index) => ({ label: series[index] ?? '', data: row.map(toNumber), backgroundColor: colour(index), borderColor: colour(index), borderWidth: kind === 'line' ? 2 : 0, pointRadius: 2, maxBarThickness: 48 }))
  const ticks = { color: look.text, font }
  const isStacked = kind === 'stacked'
  return {
    type: kind === 'line' ? 'line' : 'bar',
    data: { labels: axis, datasets },
    options: { ...base, scales: { x: { stacked: isStacked, ticks, grid: { display: false } }, y: { stacked: isStacked, beginAtZero: true, ticks, grid: { color: look.line } } }, plugins: { legend, tooltip } },
  }
}

/** `pick` hears which group was clicked: its place on the axis and its series. */
export function draw(canvas: HTMLCanvasElement, { options, ...drawn }: ChartConfiguration, pick: (place: number, series: number) => void): Picture {
  return new Picture(canvas, {
    ...drawn,
    options: {
      ...options,
      onClick: (_, [hit]) => hit && pick(hit.index, hit.datasetIndex),
      onHover: (_, hits) => void (canvas.style.cursor = hits.length > 0 ? 'pointer' : ''),
    },
  })
}
export type { Picture }
