import type { CalendarTexts } from '../calendar-messages.js';

const chineseCalendar: CalendarTexts = {
  'calendar.status': '状态：{status}',
  'calendar.planned': '计划时间：{words}',
  'calendar.plannedOtherwise': '计划时间（另一说法）：{words}',
  'calendar.held': '举行情况：{words}',
  'calendar.heldOtherwise': '举行情况（另一说法）：{words}',
  'calendar.parties': '各方：{parties}',
  'calendar.withoutDay': '没有记录日期。',
  'calendar.heldWithoutDay': '没有记录举行的日期。',
  'calendar.voided': '{name}（已作废）',
  'calendar.past': '这是过去某一时刻的情况，不是现状：{moment}。',
  'calendar.cut':
    '{count, plural, other {还有其他会议。本日历含 # 次：先是将要举行的，再是最近的，最后是没有日期的。}}',
  'coming.coming': '{person}：出席',
  'coming.not-coming': '{person}：不出席',
  'coming.unclear': '{person}：是否出席不明',
  'coming.unanswered': '{person}：没有记录答复',
  'coming.earlier': '{count, plural, other {{person}：另有 # 条更早的记录}}',
  'coming.coming.by': '{person}：出席，据{speaker}称',
  'coming.not-coming.by': '{person}：不出席，据{speaker}称',
  'coming.unclear.by': '{person}：是否出席不明，据{speaker}称',
  'coming.unanswered.by': '{person}：尚未答复，据{speaker}称',
};
export default chineseCalendar;
