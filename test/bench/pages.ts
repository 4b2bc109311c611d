/** Pages in the shape of DescribeInstances: about 80 leaf columns and 2.6 KB a row, different in every row, the same in every run. */

export interface Leaf {
  path: string[]
  value: (row: number) => string
}

const mixed = (row: number, salt: number): string => ((row + 1) * 2_654_435_761 + salt * 40_503).toString(16).padStart(12, '0').slice(-12)

/** One leaf of each kind, over and over. */
export function leaves(count: number): Leaf[] {
  const kinds: ((salt: number) => Leaf['value'])[] = [
    (salt) => (row) => `"i-bp1${mixed(row, salt)}"`,
    (salt) => (row) => String((row * 7 + salt) % 100_000),
    () => () => '"Running"',
    (salt) => (row) => `"2026-${String(1 + (row % 12)).padStart(2, '0')}-${String(1 + ((row + salt) % 28)).padStart(2, '0')}T10:00Z"`,
    (salt) => (row) => `"shop-${salt}-web-${row % 977} in zone ${mixed(row % 50, salt)}"`,
    () => (row) => String(row % 2 === 0),
    (salt) => (row) => `"10.${row % 250}.${salt}.${row % 199}"`,
    (salt) => (row) => `["sg-${mixed(row % 400, salt)}"]`,
  ]
  return Array.from({ length: count }, (_, index) => {
    const make = kinds[index % kinds.length] as (typeof kinds)[number]
    const name = index === 0 ? 'InstanceId' : `Field${index}Of${['Instance', 'Network', 'Disk', 'Billing'][index % 4]}`
    return { path: index % 5 === 4 ? [`Group${Math.floor(index / 10)}`, name] : [name], value: make(index) }
  })
}

/** The JSON text of a row. */
export function rowText(shape: readonly Leaf[], row: number): string {
  const plain = shape.filter(({ path }) => path.length === 1).map(({ path, value }) => `"${path[0]}":${value(row)}`)
  const groups = new Map<string, string[]>()
  for (const { path, value } of shape) {
    const [group, name] = path
    if (group !== undefined && name !== undefined) groups.set(group, [...(groups.get(group) ?? []), `"${name}":${value(row)}`])
  }
  return `{${[...plain, ...[...groups].map(([group, members]) => `"${group}":{${members.join(',')}}`)].join(',')}}`
}

/** One answer of `size` rows. */
export function pageText(shape: readonly Leaf[], page: number, size: number, total: number): string {
  const rows = Array.from({ length: size }, (_, index) => rowText(shape, page * size + index))
  return `{"RequestId":"${mixed(page, 1)}","TotalCount":${total},"PageNumber":${page + 1},"PageSize":${size},"Instances":{"Instance":[${rows.join(',')}]}}`
}
