import type { Catalogue } from '../messages.js';
import arabicDryRuns from './arabic-dry-runs.js';
import arabicTitles from './arabic-titles.js';
import arabicDates from './arabic-dates.js';
import arabicBrief from './arabic-brief.js';
import arabicActivity from './arabic-activity.js';
import arabicCalendar from './arabic-calendar.js';
import arabicChanges from './arabic-changes.js';
import arabicFacts from './arabic-facts.js';

/** The state comes first, as a noun, so that it need not agree with the number. */
const provisions = (state: string) =>
  `${state}: {count, plural, zero {لا أحكام} one {حكم واحد} two {حكمان} few {# أحكام} many {# حكمًا} other {# حكم}} من تدابير {actor} ({measures}).`;

const arabic: Catalogue = {
  ...arabicFacts,
  ...arabicChanges,
  ...arabicActivity,
  ...arabicCalendar,
  ...arabicBrief,
  'list.more':
    '{count, plural, zero {لا غيرها} one {واحد آخر} two {اثنان آخران} few {# أخرى} many {# أخرى} other {# أخرى}}',
  'list.moreMeasures':
    '{count, plural, zero {لا تدابير غيرها} one {تدبير آخر} two {تدبيران آخران} few {# تدابير أخرى} many {# تدبيرًا آخر} other {# تدبير آخر}}',
  'headline.changed.inForce': provisions('في حيز النفاذ منذ {days}'),
  'headline.changed.inForceAfterSuspension': provisions('انتهى التعليق، والنفاذ قائم منذ {days}'),
  'headline.changed.inForceAgain': provisions('في حيز النفاذ مجددًا منذ {days}'),
  'headline.changed.suspended': provisions('قيد التعليق منذ {days}'),
  'headline.changed.expired': provisions('خارج حيز النفاذ منذ {days} لانتهاء المدة'),
  'headline.changed.removed': provisions('خارج حيز النفاذ منذ {days} بعد الإلغاء'),
  'headline.changed.unknown': provisions('نفاذ غير معلوم منذ {days}'),
  'headline.due.inForce': provisions('من المقرر بدء النفاذ في {days}'),
  'headline.due.inForceAfterSuspension': provisions('من المقرر انتهاء التعليق وبدء النفاذ اعتبارًا من {days}'),
  'headline.due.inForceAgain': provisions('من المقرر استئناف النفاذ اعتبارًا من {days}'),
  'headline.due.suspended': provisions('من المقرر التعليق اعتبارًا من {days}'),
  'headline.due.expired': provisions('من المقرر انتهاء المدة والخروج من حيز النفاذ اعتبارًا من {days}'),
  'headline.due.removed': provisions('من المقرر الإلغاء والخروج من حيز النفاذ اعتبارًا من {days}'),
  'headline.meeting': 'الاجتماع المقبل مقرر في {days}: {title}.',
  'headline.meetingInWords': 'الاجتماع المقبل مقرر دون تحديد يوم، «{words}»: {title}.',
  'headline.meetingWithoutDay': 'الاجتماع المقبل مقرر دون تحديد يوم: {title}.',
  'headline.noMeeting': 'لا يوجد في السجل اجتماع مقرر.',
  'headline.position.taken': '{party}: اتخاذ موقف بشأن «{issue}»، {days}.',
  'headline.position.hardened': '{party}: تشديد الموقف بشأن «{issue}»، {days}.',
  'headline.position.softened': '{party}: تليين الموقف بشأن «{issue}»، {days}.',
  'headline.position.reframed': '{party}: إعادة صياغة الموقف بشأن «{issue}»، {days}.',
  'headline.position.withdrawn': '{party}: سحب الموقف بشأن «{issue}»، {days}.',
  ...arabicDates,
  ...arabicDryRuns,
  ...arabicTitles,
};
export default arabic;
