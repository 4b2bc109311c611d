/** What the window remembers between starts. Every field heals to its default when the file holds something else. */
import * as v from 'valibot'
import { EnvironmentName, SavedHash, SavedPath } from './saved'

export const Preferences = v.object({
  theme: v.fallback(v.picklist(['system', 'light', 'dark']), 'system'),
  /** `system`: as the operating system asks. */
  contrast: v.fallback(v.optional(v.picklist(['system', 'normal', 'more']), 'system'), 'system'),
  density: v.fallback(v.optional(v.picklist(['compact', 'normal', 'roomy']), 'normal'), 'normal'),
  language: v.fallback(v.picklist(['system', 'en', 'zh']), 'system'),
  /** Shortcuts that are not the default, by action: `mod+shift+k`. */
  keys: v.fallback(v.optional(v.record(v.string(), v.string()), {}), {}),
  /** No metadata is fetched: the catalogue is what is stored. */
  isOffline: v.fallback(v.optional(v.boolean(), false), false),
  /** A word outside the window when a call or export ends while the window is out of sight. */
  notifies: v.fallback(v.optional(v.boolean(), true), true),
  /** The guided start: on screen, or left for good. Absent: not decided yet. */
  guide: v.fallback(v.optional(v.picklist(['on', 'left'])), undefined),
  profile: v.fallback(v.optional(v.string()), undefined),
  /** Ticked account UIDs, regions and role by profile name. */
  selections: v.fallback(
    v.record(v.string(), v.object({ accounts: v.array(v.string()), regions: v.array(v.string()), role: v.optional(v.string()) })),
    {},
  ),
  /** Shown, ordered and sized columns by operation key `Ecs/2014-05-26/DescribeInstances`. */
  columns: v.fallback(v.record(v.string(), v.array(v.object({ path: v.string(), width: v.optional(v.number()), hidden: v.optional(v.boolean()), pinned: v.optional(v.boolean()) }))), {}),
  /** Where the operator put the window's dividers: width of the left edge in pixels, height of the call beside a result in percent. */
  layout: v.fallback(v.object({ sidebar: v.optional(v.number()), call: v.optional(v.number()) }), {}),
  /** The saved call that the draft was opened from, and which version of it. */
  saved: v.fallback(v.optional(v.object({ path: SavedPath, hash: SavedHash })), undefined),
  /** The environment that fills the variables of saved calls. */
  environment: v.fallback(v.optional(EnvironmentName), undefined),
  /** The last call composed, so that a restart continues where the operator was. */
  draft: v.fallback(v.optional(v.unknown()), undefined),
})
export type Preferences = v.InferOutput<typeof Preferences>
export const defaultPreferences: Preferences = v.parse(Preferences, { theme: 'system', language: 'system', selections: {}, columns: {}, layout: {} })
