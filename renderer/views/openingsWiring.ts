/** Where what the system hands over meets the form. */
import { onMounted, onUnmounted } from 'vue'
import type { CallSpec } from '../../shared/call'
import { useApp } from '../stores/app'
import { useCall } from '../stores/call'

/** Takes what the system hands over: a call file comes into the form, a link waits for the operator's word. Neither runs anything. */
export function useOpenings({ takeFile, takeLink }: { takeFile: (spec: CallSpec) => unknown; takeLink: (spec: CallSpec) => unknown }) {
  const app = useApp()
  const call = useCall()
  let stop = (): void => undefined

  /** Up to the first link: what waits behind it comes when it is answered. */
  async function takeAll(): Promise<void> {
    while (call.link === undefined) {
      // What cannot be opened is said, and the next one has its turn.
      const taken = await app.attempt(() => call.takeOpening())
      if (taken === null) return
      if (taken?.kind === 'file') takeFile(taken.spec)
      else if (taken) return void (call.link = taken)
    }
  }
  onMounted(() => {
    stop = call.listenOpenings(() => void takeAll())
    void takeAll()
  })
  onUnmounted(() => stop())

  function acceptLink(): void {
    if (call.link) takeLink(call.link.spec)
    refuseLink()
  }
  function refuseLink(): void {
    call.link = undefined
    void takeAll()
  }
  return { acceptLink, refuseLink }
}
