/** Chinese texts of reachability and refusals. */
import type { enReach } from './enReach'

export const zhReach: typeof enReach = {
  reach: {
    test: '没有可测试的账号 | 在 1 个账号中测试角色 | 在 {n} 个账号中测试角色',
    testAll: '在所有成员账号中测试角色',
    progress: '已测试 {ended} / {total}',
    result: '可扮演 {reached} / {total}',
    save: '将测试结果保存为表格',
    ok: '可以扮演该角色。',
    noRole: '账号中没有该角色。',
    noTrust: '角色不信任调用者。',
    callerNotAllowed: '调用者无权扮演角色。',
    noTrustOrNotAllowed: '角色不信任调用者，或调用者无权扮演角色。',
    controlPolicy: '管控策略禁止该操作。',
    throttled: 'STS 对测试限流。',
    disabledAccount: '账号已停用。',
    failed: '无法测试该账号。',
    cancelled: '未测试：测试已取消。',
  },
  denial: { explain: '原因？', source_decoded: '来自 RAM 的诊断信息。', source_refused: '调用者无法解码 RAM 的诊断信息：缺少 ram:DecodeDiagnosticMessage 权限。' },
}
