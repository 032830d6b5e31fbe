import type { BriefTexts } from './brief-en.js';

const chinese: BriefTexts = {
  'brief.skip': '跳到简报',
  'brief.loading': '正在编写简报',
  'brief.heading': '会议简报',
  'brief.asOf': '依据截至{day}的记录',
  'brief.anotherMoment': '另一时刻',
  'brief.readAt': '于{time}读自记录。',
  'brief.composed': '编写于{time}。',
  'brief.print': '打印',
  'brief.saveDocx': '保存为 Word 文档',
  'brief.saveText': '保存为文本',
  'brief.saveHtml': '保存为可离线阅读的网页',
  'brief.saving': '正在获取文件',
  'brief.saved': '已交给浏览器，文件名为 {name}。',
  'brief.notSaved': '未保存任何内容。',
  'brief.nameless':
    '文件到达时没有文件名，而密级写在文件名中。本页与服务之间有环节去掉了它：请让服务的运维人员放行 Content-Disposition。',
  'brief.overdue': '文件未能及时到达。请重试。',
  'brief.otherwise': '本简报现在的内容已有不同。',
  'brief.savedIsNew': '您保存的是现在的内容。',
  'brief.unasked': '打印时未能查询内容是否仍然如此。',
  'brief.markedAnew': '本简报的密级已变，因此已重新读取。',
  'brief.showNews': '重新读取',
  'brief.events': '{count, plural, other {# 个事件}}',
  'brief.counts': '以此为准',
  'brief.nothing': '无记录。',
  'brief.source': '来源',
  'brief.sources': '来源',
  'brief.ungraded': '未评级',
  'brief.scale':
    '海军部等级。来源：A 完全可靠，B 通常可靠，C 较可靠，D 通常不可靠，E 不可靠，F 无法判断。内容：1 已证实，2 很可能属实，3 可能属实，4 存疑，5 不太可能，6 无法判断。– 未评级。',
  'brief.foot': '仅依据记录、按固定规则编写。记录中没有的内容均注明缺失。',
  'brief.elsewhere': '此会议属于另一谈判',
  'brief.goThere': '在那里打开其简报',
};
export default chinese;
