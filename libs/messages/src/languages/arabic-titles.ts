import type { TitleTexts } from '../title-messages.js';

const arabicTitles: TitleTexts = {
  'title.hour': '{hour}: {fact}',
  'title.planned': '{fact} الموعد المقرر: {when}.',
  'title.due': '{fact} الأجل: {when}.',
  'title.from': '{fact} اعتبارًا من: {when}.',
  'title.until': '{fact} تاريخ الانتهاء: {when}.',
  'title.words': '{fact} «{words}»',
  'title.toldTime': '«{words}»',
  'title.clock': '{clock}',
  'title.dayAndMore': '{first}، {second}',
  'title.corrected': 'تصحيح: {fact}',
  'title.voided': 'إبطال: {fact}',
  'title.restored': 'إعادة الاعتداد: {fact}',
  'title.marked': 'تصنيف «{thing}»: {marking}.',
  'title.approved': 'الموافقة على تصنيف أدنى، «{thing}»: {marking}.',
  'title.approvalWithdrawn': 'سحب الموافقة على تصنيف أدنى، «{thing}».',
};
export default arabicTitles;
