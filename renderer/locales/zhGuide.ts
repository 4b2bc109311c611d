/** Chinese texts of the guided start and of help. */
import type { enGuide } from './enGuide'

export const zhGuide: typeof enGuide = {
  guide: {
    title: '入门引导',
    help: '帮助',
    show: '指给我看',
    skip: '跳过引导',
    done: '已完成',
    step_connect: '连接',
    step_accounts: '账号',
    step_operation: '操作',
    step_run: '运行',
    step_export: '导出',
    word_connect: '启动演练云，或添加自己的密钥。',
    word_unlock: '当前身份没有可用的密钥：请选择其他身份，或在身份菜单中补上密钥。',
    word_accounts: '在树中勾选账号，可单击或按空格键。',
    word_role: '填写要在所选账号中扮演的角色。',
    word_operation: '查找并选择一个操作，例如 DescribeInstances。',
    word_run: '运行调用，每个目标都会显示进度。',
    word_running: '第一页一到就有数据行，结束时给出结论。',
    word_noRows: '没有返回数据行。“按目标”会说明原因；其他账号或地域可能有数据。',
    word_export: '所有目标的数据行都在同一张表中，请导出为 CSV。',
    end: '文件已写好。可从“帮助”再次开始引导。',
  },
}
