import type { PaperTexts } from './paper-en.js';

const chinese: PaperTexts = {
  'at.happenedBy': '截至{day}结束时已发生的事',
  'at.knownAt': '截至{day}结束时我方所知',
  'at.asOf': '截至{day}结束时的记录',
  'at.knownAt.instant': '截至{instant}我方所知',
  'at.asOf.instant': '截至{instant}的记录',
  'paper.page': '第 {page} 页，共 {pages} 页',
};

export default chinese;
