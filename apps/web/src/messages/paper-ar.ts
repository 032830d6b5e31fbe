import type { PaperTexts } from './paper-en.js';

const arabic: PaperTexts = {
  'at.happenedBy': 'ما كان قد حدث حتى نهاية {day}',
  'at.knownAt': 'ما كنا نعلمه حتى نهاية {day}',
  'at.asOf': 'ما كان في السجل حتى نهاية {day}',
  'at.knownAt.instant': 'ما كنا نعلمه عند {instant}',
  'at.asOf.instant': 'ما كان في السجل عند {instant}',
  'paper.page': 'صفحة {page} من {pages}',
};

export default arabic;
