import type { CalendarTexts } from '../calendar-messages.js';

const chineseCalendar: CalendarTexts = {
  'calendar.status': '状态：{status}',
  'calendar.planned': '计划时间：{words}',
  'calendar.plannedOtherwise': '计划时间（另一说法）：{words}',
  'calendar.held': '举行情况：{words}',
  'calendar.heldOtherwise': '举行情况（另一说法）：{words}',
  'calendar.parties': '各方：{parties}',
  'calendar.withoutDay': '没有记录日期。',
  'calendar.latest': '{count, plural, other {本日历只含最近的 # 次会议。}}',
  'coming.coming': '{person}：出席',
  'coming.not-coming': '{person}：不出席',
  'coming.unclear': '{person}：是否出席不明',
  'coming.unanswered': '{person}：没有记录答复',
  'coming.coming.by': '{person}：出席，据{speaker}称',
  'coming.not-coming.by': '{person}：不出席，据{speaker}称',
  'coming.unclear.by': '{person}：是否出席不明，据{speaker}称',
  'coming.unanswered.by': '{person}：尚未答复，据{speaker}称',
};
export default chineseCalendar;
