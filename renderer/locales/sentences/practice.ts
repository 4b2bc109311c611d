/** 演练云的语句。 */
export const practiceSentences = {
  'Start the practice cloud again.': '请重新启动演练云。',
  'The practice cloud did not start in time.': '演练云未能及时启动。',
  'The practice cloud ended.': '演练云已结束。',
  'A profile named {0} exists and points at another cloud.': '已有名为 {0} 的身份，且指向其他云。',
  'Rename that profile, then connect again.': '请重命名该身份后再连接。',
  '{0} is {1}.': '{0} 为 {1}。',
  'There is no fault named {0}.': '没有名为 {0} 的故障。',
  'Choose among {0}.': '请从以下选择：{0}。',
  'The practice cloud cannot listen on port {0}.': '演练云无法监听端口 {0}。',
  'Choose another port, or 0 for any free one.': '请选择其他端口，或用 0 表示任意空闲端口。',
} as const
