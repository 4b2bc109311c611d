/** Decides whether a text is one harmless SELECT over the table `rows`, on the tree that DuckDB's own parser makes of it. What it does not know, it refuses. */
import { AppError } from '../../shared/errors'
import { say, type Said } from '../../shared/words'
import { ownWords, type Session } from './duckdb'

/** Table functions that make rows out of their arguments and nothing else. */
const tableFunctions = new Set(['unnest', 'range', 'generate_series', 'json_each', 'json_tree', 'repeat_row'])

/** What may stand in FROM. */
const tableKinds = new Set(['EMPTY', 'BASE_TABLE', 'SUBQUERY', 'JOIN', 'TABLE_FUNCTION', 'EXPRESSION_LIST'])

/** Functions that tell of the machine, the session or other tables, or that act. */
const tellingFunctions = /^(current_(setting|database|databases|schema|schemas|user|catalog|role|query|connection_id|transaction_id)|session_user|user|getenv|getvariable|version|nextval|currval|txid_current|write_log|in_search_path|add_parquet_key|pg_|has_|duckdb_|pragma_|query|read_|glob|sniff_|parquet_|json_execute|sql_auto_complete|checkpoint|force_checkpoint|which_secret|from_substrait|get_substrait|icu_)/i

type Tree = null | string | number | boolean | Tree[] | { [key: string]: Tree }

const refusal = (message: Said, next: Said): AppError => new AppError('input', message, { next, about: { field: 'sql' } })
const onlyRows = say`Read from rows: every column of the result is there.`

/** @throws AppError `input` about `sql`, in DuckDB's words where the text is no SQL. */
export async function checkSelect(session: Session, sql: string): Promise<void> {
  const [[serialized] = []] = await session.run('SELECT json_serialize_sql(CAST($1 AS VARCHAR))', [sql])
  const tree = JSON.parse(String(serialized)) as { error: boolean; error_type?: string; error_message?: string; statements?: Tree[] }
  if (tree.error) {
    if (tree.error_type !== 'not implemented') throw refusal(say`This is no SQL: ${tree.error_message ?? say`it has a mistake`}`, say`Correct the text.`)
    throw refusal(say`Only a SELECT can be run here.`, say`Write one SELECT over rows; PIVOT can be written as GROUP BY.`)
  }
  if (tree.statements?.length !== 1) throw refusal(say`One statement can be run at a time; this text has ${tree.statements?.length ?? 0}.`, say`Leave one SELECT.`)
  const systemTables = new Set((await session.run('SELECT lower(view_name) FROM duckdb_views() UNION ALL SELECT lower(table_name) FROM duckdb_tables()')).map(([name]) => String(name)))
  walk(tree.statements, { systemTables, named: new Set(namesIn(tree.statements)) })

  // DuckDB's own word on what kind of statement it is, once more and independent of the tree.
  const kinds = await session.statementKinds(sql).catch((thrown: unknown) => {
    throw sqlError(thrown)
  })
  if (kinds.length !== 1 || kinds[0] !== 'SELECT') throw refusal(say`Only a SELECT can be run here.`, say`Write one SELECT over rows.`)
}

/** What DuckDB says of an operator's SQL, as an error of that text. */
export const sqlError = (thrown: unknown): AppError =>
  thrown instanceof AppError && thrown.kind === 'storage' && thrown.about.code === undefined
    ? new AppError('input', ownWords(thrown), { next: say`Correct the text.`, about: { field: 'sql' }, cause: thrown })
    : thrown instanceof AppError
      ? thrown
      : new AppError('bug', say`The SQL ended in an unknown way.`, { cause: thrown })

/** Names that the text itself gives to queries (WITH). */
function* namesIn(tree: Tree): Generator<string> {
  if (tree === null || typeof tree !== 'object') return
  if (Array.isArray(tree)) {
    for (const item of tree) yield* namesIn(item)
    return
  }
  const map = tree['cte_map']
  if (map !== null && typeof map === 'object' && !Array.isArray(map) && Array.isArray(map['map'])) {
    for (const entry of map['map']) if (entry !== null && typeof entry === 'object' && !Array.isArray(entry) && typeof entry['key'] === 'string') yield entry['key'].toLowerCase()
  }
  for (const item of Object.values(tree)) yield* namesIn(item)
}

interface Known {
  systemTables: ReadonlySet<string>
  named: ReadonlySet<string>
}

function walk(tree: Tree, known: Known): void {
  if (tree === null || typeof tree !== 'object') return
  if (Array.isArray(tree)) {
    for (const item of tree) walk(item, known)
    return
  }
  const { class: kindOfExpression, type, function_name: functionName } = tree
  // An expression has a class; what stands in FROM has none, and unlike a query it has a name.
  if (kindOfExpression === undefined && 'sample' in tree && 'alias' in tree && typeof type === 'string') checkTable(type, tree, known)
  if (typeof functionName === 'string' && tellingFunctions.test(functionName)) throw refusal(say`The function ${functionName} cannot be used here.`, onlyRows)
  for (const item of Object.values(tree)) walk(item, known)
}

function checkTable(kind: string, tree: { [key: string]: Tree }, { systemTables, named }: Known): void {
  if (!tableKinds.has(kind)) throw refusal(say`${kind === 'SHOW_REF' ? say`SHOW, DESCRIBE and SUMMARIZE` : kind} cannot be used here.`, onlyRows)
  if (kind === 'TABLE_FUNCTION') {
    const called = tree['function']
    const name = called !== null && typeof called === 'object' && !Array.isArray(called) && typeof called['function_name'] === 'string' ? called['function_name'].toLowerCase() : ''
    if (!tableFunctions.has(name)) throw refusal(say`The table function ${name} cannot be used here.`, onlyRows)
  }
  if (kind !== 'BASE_TABLE') return
  const text = (key: string): string => (typeof tree[key] === 'string' ? tree[key].toLowerCase() : '')
  const [catalog, schema, table] = [text('catalog_name'), text('schema_name'), text('table_name')]
  const isRows = table === 'rows' && (schema === '' || schema === 'main') && (catalog === '' || catalog === 'memory')
  const isNamed = catalog === '' && schema === '' && named.has(table) && !systemTables.has(table)
  if (!isRows && !isNamed) throw refusal(say`There is no table ${[catalog, schema, table].filter((part) => part !== '').join('.')} here.`, onlyRows)
}
