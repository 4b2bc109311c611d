/** AG Grid set up for this window: the modules used, one by one, and a theme made of the window's own variables. */
import {
  CellStyleModule,
  ColumnApiModule,
  ColumnAutoSizeModule,
  EventApiModule,
  InfiniteRowModelModule,
  LocaleModule,
  ModuleRegistry,
  RenderApiModule,
  RowApiModule,
  RowSelectionModule,
  ScrollApiModule,
  themeQuartz,
  type ColDef,
} from 'ag-grid-community'
import type { Column } from '../../shared/result'
import { shownText } from './cellText'
import { isContext, orderColumns, type ColumnChoice } from './columnOrder'
import { expectedWidth } from './columnWidths'
import type { CopiedRows } from './copyRows'

ModuleRegistry.registerModules([
  CellStyleModule, ColumnApiModule, ColumnAutoSizeModule, EventApiModule, InfiniteRowModelModule, LocaleModule, RenderApiModule, RowApiModule, RowSelectionModule, ScrollApiModule,
])

export const gridTheme = themeQuartz.withParams({
  accentColor: 'var(--accent)',
  backgroundColor: 'var(--surface)',
  foregroundColor: 'var(--text)',
  browserColorScheme: 'inherit',
  borderColor: 'var(--line)',
  wrapperBorder: false,
  wrapperBorderRadius: 0,
  headerBackgroundColor: 'var(--sunken)',
  headerTextColor: 'var(--muted)',
  headerFontWeight: 600,
  headerFontSize: '11px',
  fontFamily: 'var(--font)',
  cellFontFamily: 'var(--mono)',
  fontSize: '11.5px',
  dataFontSize: '11.5px',
  rowHeight: 'var(--row)',
  headerHeight: 28,
  rowHoverColor: 'var(--hover)',
  oddRowBackgroundColor: 'var(--surface)',
  selectedRowBackgroundColor: 'var(--selected)',
  columnBorder: { color: 'var(--line)' },
  cellHorizontalPadding: '10px',
  headerColumnResizeHandleColor: 'transparent',
  rangeSelectionBorderColor: 'var(--focus)',
})

/** The nonce of the served page, under which the grid may add its style sheet. */
export function styleNonce(): string {
  return document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? ''
}

/** One row as the grid holds it: its sequence number, then cells by column id. */
export interface GridRow {
  seq: number
  cells: Record<string, string | null>
}

/** What was pressed: a cell with its value, or a header alone. */
export interface MenuPlace {
  column: string
  title: string
  isPinned: boolean
  cell?: { value: string | null; seq: number }
  /** Rows that an action on them is about. */
  selected: number
}

/** What the table around the grid asks of it. */
export interface GridHandle {
  sortBy(column: string | undefined, descending: boolean): void
  /** Gives the keyboard back to the cell that had it last; false where none had. */
  focusCell(): boolean
  /** The selected rows where the pressed one is among them, else it alone; only rows that are loaded. */
  chosenRows(pressed: number | undefined): CopiedRows & { seqs: number[] }
}

/** The text key of a context column's title; a row's own column is named by its path. */
export const contextTitles = { _account: 'column.account', _accountName: 'column.accountName', _region: 'column.region', _requestId: 'column.requestId', _page: 'column.page' } as const

const quietContext: ReadonlySet<string> = new Set(['_requestId', '_page'])

/** Whether a column is shown when the operator has not said. */
export const isHiddenByDefault = (column: Column): boolean => quietContext.has(column.id)

export interface ColumnLook {
  choices: readonly ColumnChoice[]
  titleOf: (column: Column) => string
  /** Column IDs with a filter. */
  filtered: ReadonlySet<string>
  /** By column ID, for those whose rows are there. */
  fitted: ReadonlyMap<string, number>
}

/** Column definitions in order, with the operator's choices applied. */
export function columnDefs(columns: readonly Column[], { choices, titleOf, filtered, fitted }: ColumnLook): ColDef<GridRow>[] {
  const chosen = new Map(choices.map((choice) => [choice.path, choice]))
  return orderColumns(columns, choices).map((column): ColDef<GridRow> => {
    const choice = chosen.get(column.path)
    return {
      colId: column.id,
      headerName: titleOf(column),
      width: choice?.width ?? fitted.get(column.id) ?? expectedWidth(column),
      hide: choice?.hidden ?? isHiddenByDefault(column),
      sortable: true,
      resizable: true,
      minWidth: 56,
      valueGetter: (params) => params.data?.cells[column.id] ?? null,
      valueFormatter: (params) => shownText(params.value as string | null),
      cellClass: [`kind-${column.kind}`, ...(isContext(column) ? ['context'] : [])],
      pinned: choice?.pinned === true ? 'left' : null,
      headerClass: [...(column.kind === 'number' ? ['kind-number'] : []), ...(filtered.has(column.id) ? ['filtered'] : [])],
    }
  })
}
