/** Chinese texts of the audit log. */
import type { enAudit } from './enAudit'

export const zhAudit: typeof enAudit = {
  audit: {
    title: '审计日志',
    lead: '本机的调用所发送的每个请求：何人、以何身份、在何处、做了什么、结果如何。每一行都包含上一行的哈希。',
    search: '查找：操作、账号、错误码、Request ID……',
    failed: '仅失败',
    verify: '校验',
    lines: '没有记录 | {n} 条记录 | {n} 条记录',
    whole: '日志完整',
    broken: '没有问题 | 1 个问题 | {n} 个问题',
    problem_changed: '被更改',
    problem_removed: '之前的记录被删除',
    problem_inserted: '被插入或移动',
    problem_unreadable: '不是日志记录',
    problem_beginning: '之前的记录缺失',
    problem_end: '之后的记录被删除',
    time: '时间',
    who: '操作者',
    operation: '操作',
    none: '没有匹配的记录。',
    more: '显示更多',
  },
}
