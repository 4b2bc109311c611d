/** What stands behind the rows on screen: the stored answers one by one, and charts. */
import { defineStore } from 'pinia'
import type { BodySlice, Chart, ChartSpecInput, ResponseDetail, ResponseLine, ResponseList } from '../../shared/resultViews'
import { ask } from '../bridge'

type Place = Pick<ResponseLine, 'accountId' | 'regionId' | 'rowNumber' | 'page'>
const refOf = (callId: string, { accountId, regionId, rowNumber, page }: Place) => ({ callId, target: { accountId, regionId, ...(rowNumber === undefined ? {} : { rowNumber }) }, page })

export const useEvidence = defineStore('evidence', () => {
  const responses = (callId: string, offset: number, limit: number): Promise<ResponseList> => ask('result.responses', { callId, offset, limit })
  const response = (callId: string, place: Place): Promise<ResponseDetail> => ask('result.response', refOf(callId, place))
  const body = (callId: string, place: Place, offset: number, limit: number): Promise<BodySlice> => ask('result.body', { ...refOf(callId, place), offset, limit })
  const chart = (spec: ChartSpecInput): Promise<Chart> => ask('result.chart', spec)
  /** Saves a picture through the system's dialog; null where it was closed. */
  const savePicture = (name: string, png: string): Promise<string | null> => ask('picture.save', { name, png })
  return { responses, response, body, chart, savePicture }
})
