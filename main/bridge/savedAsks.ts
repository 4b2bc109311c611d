/** The asks of saved calls: each is one call into the module; choosing the folder also sets it. */
import { mkdir } from 'node:fs/promises'
import type { AskName } from '../../shared/bridge'
import { AppError } from '../../shared/errors'
import { say } from '../../shared/words'
import type { Desktop } from '../dialogs'
import type { Saved } from '../saved/saved'
import type { SettingsFile } from '../settings'
import type { Handlers } from './serve'

export interface SavedAsksDeps {
  saved: Saved
  settings: SettingsFile
  desktop: Desktop
  /** The folder in the data folder that is offered. */
  ownFolder: string
}

export function createSavedHandlers({ saved, settings, desktop, ownFolder }: SavedAsksDeps): Pick<Handlers, Extract<AskName, `saved.${string}`>> {
  const makeOwn = async (): Promise<string> => {
    await mkdir(ownFolder, { recursive: true }).catch((cause: unknown) => {
      throw new AppError('storage', say`${ownFolder} could not be made.`, { next: say`Choose another folder.`, cause })
    })
    return ownFolder
  }
  return {
    'saved.list': () => saved.list(),
    'saved.chooseFolder': async ({ isOwn }) => {
      const savedFolder = isOwn ? await makeOwn() : await desktop.askWhichFolder()
      if (savedFolder === undefined) return null
      await settings.change({ savedFolder })
      return saved.list()
    },
    'saved.open': ({ path }) => saved.open(path),
    'saved.create': (spec) => saved.create(spec),
    'saved.save': (spec) => saved.save(spec),
    'saved.keepCopy': (spec) => saved.keepCopy(spec),
    'saved.rename': (spec) => saved.rename(spec),
    'saved.move': (spec) => saved.move(spec),
    'saved.duplicate': ({ path }) => saved.duplicate(path),
    'saved.remove': (spec) => saved.remove(spec),
    'saved.createFolder': (spec) => saved.createFolder(spec),
    'saved.fill': (spec) => saved.fill(spec),
    'saved.openEnvironments': ({ folder }) => saved.openEnvironments(folder),
    'saved.saveEnvironments': (spec) => saved.saveEnvironments(spec),
  }
}
