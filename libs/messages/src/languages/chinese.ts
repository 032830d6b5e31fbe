import type { Catalogue } from '../messages.js';
import chineseDryRuns from './chinese-dry-runs.js';
import chineseTitles from './chinese-titles.js';
import chineseDates from './chinese-dates.js';
import chineseBrief from './chinese-brief.js';
import chineseActivity from './chinese-activity.js';
import chineseCalendar from './chinese-calendar.js';
import chineseChanges from './chinese-changes.js';
import chineseFacts from './chinese-facts.js';

const provisions = (state: string) => `{actor}的{count}项规定${state}：{measures}。`;

const chinese: Catalogue = {
  ...chineseFacts,
  ...chineseChanges,
  ...chineseActivity,
  ...chineseCalendar,
  ...chineseBrief,
  'list.more': '其他{count}项',
  'list.moreMeasures': '其他{count}项措施',
  'headline.changed.inForce': provisions('自{days}起生效'),
  'headline.changed.inForceAfterSuspension': provisions('的暂停期已结束，自{days}起生效'),
  'headline.changed.inForceAgain': provisions('自{days}起恢复生效'),
  'headline.changed.suspended': provisions('自{days}起暂停实施'),
  'headline.changed.expired': provisions('已到期，自{days}起不再有效'),
  'headline.changed.removed': provisions('已取消，自{days}起不再有效'),
  'headline.changed.unknown': provisions('自{days}起效力不明'),
  'headline.due.inForce': provisions('定于{days}生效'),
  'headline.due.inForceAfterSuspension': provisions('的暂停期即将结束，定于{days}起生效'),
  'headline.due.inForceAgain': provisions('定于{days}起恢复生效'),
  'headline.due.suspended': provisions('定于{days}起暂停实施'),
  'headline.due.expired': provisions('即将到期，定于{days}起不再有效'),
  'headline.due.removed': provisions('即将取消，定于{days}起不再有效'),
  'headline.meeting': '下次会议定于{days}举行：{title}。',
  'headline.meetingInWords': '下次会议已有计划，未定日期（“{words}”）：{title}。',
  'headline.meetingWithoutDay': '下次会议已有计划，未定日期：{title}。',
  'headline.noMeeting': '记录中没有计划中的会议。',
  'headline.position.taken': '{party}就“{issue}”表明立场（{days}）。',
  'headline.position.hardened': '{party}在“{issue}”上的立场转趋强硬（{days}）。',
  'headline.position.softened': '{party}在“{issue}”上的立场有所软化（{days}）。',
  'headline.position.reframed': '{party}重新表述其在“{issue}”上的立场（{days}）。',
  'headline.position.withdrawn': '{party}撤回其在“{issue}”上的立场（{days}）。',
  ...chineseDates,
  ...chineseDryRuns,
  ...chineseTitles,
};
export default chinese;
