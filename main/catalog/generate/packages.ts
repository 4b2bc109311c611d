/** Finds the installed Alibaba Cloud SDK packages whose sources the generator can read; packages in other layouts are passed over. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export interface SdkPackage {
  /** `@alicloud/ecs20140526` */
  name: string
  version: string
  folder: string
  /** Lower-case product name of the package: `ecs`. */
  product: string
  /** `2014-05-26` */
  apiVersion: string
}

/** Every package of the folder `node_modules/@alicloud` that is named after a product and a date and carries `src/client.ts` and `src/models/`, by name. */
export function findPackages(scopeFolder: string): SdkPackage[] {
  if (!existsSync(scopeFolder)) return []
  return readdirSync(scopeFolder)
    .sort()
    .flatMap((entry) => {
      const [, product, year, month, day] = /^(.+?)(\d{4})(\d{2})(\d{2})$/.exec(entry) ?? []
      const folder = join(scopeFolder, entry)
      if (product === undefined || !existsSync(join(folder, 'src/client.ts')) || !existsSync(join(folder, 'src/models'))) return []
      const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { name: string; version: string }
      return [{ name: manifest.name, version: manifest.version, folder, product, apiVersion: `${year}-${month}-${day}` }]
    })
}
