import type { WeekTexts } from './week-en.js';

const arabic: WeekTexts = {
  'week.skip': 'انتقل إلى الأسبوع',
  'week.loading': 'تجري قراءة اجتماعات الأسبوع',
  'week.headline':
    '{count, plural, =0 {لا شيء محدد لهذا الأسبوع} zero {لا اجتماعات هذا الأسبوع} one {اجتماع واحد هذا الأسبوع} two {اجتماعان هذا الأسبوع} few {# اجتماعات هذا الأسبوع} many {# اجتماعًا هذا الأسبوع} other {# اجتماع هذا الأسبوع}}',
  'week.headlineOther':
    '{count, plural, =0 {لا شيء محدد في {week}} zero {لا اجتماعات في {week}} one {اجتماع واحد في {week}} two {اجتماعان في {week}} few {# اجتماعات في {week}} many {# اجتماعًا في {week}} other {# اجتماع في {week}}}',
  'week.headlinePast':
    '{count, plural, =0 {لا اجتماع مسجل في {week}} zero {لا اجتماعات في {week}} one {اجتماع واحد في {week}} two {اجتماعان في {week}} few {# اجتماعات في {week}} many {# اجتماعًا في {week}} other {# اجتماع في {week}}}',
  'week.perhaps':
    '{count, plural, zero {لا اجتماعات أخرى قد تقع فيه.} one {اجتماع آخر قد يقع فيه، إذ إن تاريخه تقريبي.} two {اجتماعان آخران قد يقعان فيه، إذ إن تاريخيهما تقريبيان.} few {# اجتماعات أخرى قد تقع فيه، إذ إن تواريخها تقريبية.} many {# اجتماعًا آخر قد تقع فيه، إذ إن تواريخها تقريبية.} other {# اجتماع آخر قد تقع فيه، إذ إن تواريخها تقريبية.}}',
  'week.nextIs': 'التالي: {title}، {day}.',
  'week.nextNone': 'لا اجتماع لاحق محدد اليوم في السجل.',
  'week.nextUnread': 'في السجل أكثر مما قُرئ هنا، ولا شيء مما قُرئ يبدأ بعد هذا الأسبوع. انظر في المفاوضات نفسها.',
  'week.zone': 'الأيام والساعات بحسب منطقتك الزمنية: {zone}.',
  'week.wrong': 'يذكر هذا العنوان يومًا لا يمكن عرضه. هذا هو الأسبوع الحالي.',
  'week.negotiations':
    '{count, plural, =0 {لا مفاوضة يمكنك رؤيتها} zero {لا مفاوضات يمكنك رؤيتها} one {مفاوضة واحدة يمكنك رؤيتها} two {مفاوضتان يمكنك رؤيتهما} few {# مفاوضات يمكنك رؤيتها} many {# مفاوضة يمكنك رؤيتها} other {# مفاوضة يمكنك رؤيتها}}',
  'week.today': 'اليوم {day}',
  'week.isToday': '{day}، اليوم',
  'week.shown': 'الأسبوع المعروض',
  'week.before': 'الأسبوع السابق',
  'week.after': 'الأسبوع التالي',
  'week.now': 'إلى هذا الأسبوع',
  'week.caption': 'الاجتماعات بحسب المفاوضة واليوم',
  'week.someDay': 'يوم من هذه الأيام',
  'week.noDay': 'بلا يوم محدد',
  'week.sign.held': 'عُقد',
  'week.sign.confirmed': 'مؤكد',
  'week.sign.planned': 'مخطط له',
  'week.sign.cancelled': 'أُلغي',
  'week.sign.vague': 'يوم من هذه الأيام',
  'week.sign.rival': 'رواية أخرى',
  'week.rival': 'رواية أخرى تضع هنا:',
  'week.rivalUndated': 'رواية أخرى عن',
  'week.hourThere': '{time} ({there} في {zone})',
  'week.hourUnzoned': '{time} (المنطقة الزمنية غير مذكورة)',
  'week.hourOnlyThere': '{there} في {zone}',
  'week.dayOfPlan': 'لم يُذكر متى عُقد: هذا هو الموعد المخطط له',
  'week.lastFact': 'آخر واقعة:',
  'week.cut': 'هناك أكثر مما يمكن عرضه هنا. انظر في المفاوضات نفسها.',
  'week.disputesMissing':
    'لا يمكن الآن قراءة الروايات المتعارضة في {negotiations}. وقد تنقص هنا روايات أخرى عن مواعيد اجتماعاتها.',
  'week.next': 'ما بعد هذا الأسبوع',
  'week.quiet': 'لا شيء في هذا الأسبوع',
};
export default arabic;
