/** Names by which the tour and the tests find things in the window. They are a contract: a changed name changes every reader of this file. */
export const testIds = {
  firstStartPractice: 'first-start-practice',
  profileMenu: 'profile-menu',
  accountTree: 'account-tree',
  accountsSelectAll: 'accounts-select-all',
  regionPicker: 'region-picker',
  operationSearch: 'operation-search',
  runButton: 'run-button',
  cancelButton: 'cancel-button',
  pauseButton: 'pause-button',
  goOnButton: 'go-on-button',
  unfinished: 'unfinished',
  resultStatus: 'result-status',
  resultTable: 'result-table',
  resultSearch: 'result-search',
  tabRows: 'tab-rows',
  tabTargets: 'tab-targets',
  tabResponses: 'tab-responses',
  tabChart: 'tab-chart',
  tabSql: 'tab-sql',
  tabCompare: 'tab-compare',
  responsesPanel: 'responses-panel',
  chartPanel: 'chart-panel',
  chartGroup: 'chart-group',
  chartSeries: 'chart-series',
  chartMeasure: 'chart-measure',
  sqlPanel: 'sql-panel',
  sqlRun: 'sql-run',
  comparePanel: 'compare-panel',
  compareOther: 'compare-other',
  compareRun: 'compare-run',
  compareCounts: 'compare-counts',
  listPanel: 'list-panel',
  filterButton: 'filter-button',
  filterColumn: 'filter-column',
  filterOperator: 'filter-operator',
  filterValue: 'filter-value',
  filterApply: 'filter-apply',
  filterChips: 'filter-chips',
  exportButton: 'export-button',
  exportCsv: 'export-csv',
  exportDone: 'export-done',
  languageSwitch: 'language-switch',
  themeSwitch: 'theme-switch',
  offlineSwitch: 'offline-switch',
  roleField: 'role-field',
  errorBanner: 'error-banner',
  practiceChip: 'practice-chip',
  parameterSearch: 'parameter-search',
  endpointList: 'endpoint-list',
  pagingPlan: 'paging-plan',
  testPage: 'test-page',
  testPageFound: 'test-page-found',
  profileForm: 'profile-form',
  signIn: 'sign-in',
  lockButton: 'lock-button',
  lockScreen: 'lock-screen',
  sessionPill: 'session-pill',
  settingsButton: 'settings-button',
  settings: 'settings',
  reachBar: 'reach-bar',
  reachTest: 'reach-test',
  reachResult: 'reach-result',
  explain: 'explain',
  denial: 'denial',
  find: 'find',
  findField: 'find-field',
  findButton: 'find-button',
  shortcuts: 'shortcuts',
  copyAs: 'copy-as',
  pasteLine: 'paste-line',
  dryRun: 'dry-run',
  auditButton: 'audit-button',
  audit: 'audit',
  auditSearch: 'audit-search',
  auditVerify: 'audit-verify',
} as const

/** The row of a member account; it carries `aria-checked`. */
export const accountTestId = (accountId: string): string => `account-${accountId}`

/** An operation in a list: `operation-Ecs-DescribeInstances`. */
export const operationTestId = (product: string, operation: string): string => `operation-${product}-${operation}`

/** A parameter not set yet, in the list below the form: `offer-Tag`. */
export const offerTestId = (parameter: string): string => `offer-${parameter}`

/** The field of a setting: `setting-lockAfterMinutes`. */
export const settingTestId = (name: string): string => `setting-${name}`

/** A button that asks the DNS for a host: `check-ecs.cn-hangzhou.aliyuncs.com`. */
export const checkTestId = (host: string): string => `check-${host}`
