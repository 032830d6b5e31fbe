import type { BriefTexts } from './brief-en.js';

const arabic: BriefTexts = {
  'brief.skip': 'انتقل إلى الموجز',
  'brief.loading': 'يجري إعداد الموجز',
  'brief.heading': 'موجز لاجتماع',
  'brief.asOf': 'بحسب السجل حتى {day}',
  'brief.anotherMoment': 'لحظة أخرى',
  'brief.readAt': 'قُرئ من السجل في {time}.',
  'brief.composed': 'أُعد في {time}.',
  'brief.print': 'اطبع',
  'brief.saveDocx': 'احفظ لبرنامج Word',
  'brief.saveText': 'احفظ نصًّا',
  'brief.saveHtml': 'احفظ صفحة تُقرأ دون شبكة',
  'brief.saving': 'يجري جلب الملف',
  'brief.saved': 'سُلّم إلى متصفحك باسم {name}.',
  'brief.notSaved': 'لم يُحفظ شيء.',
  'brief.nameless':
    'وصل الملف بلا اسمه الذي يحمل التصنيف. نزعه شيء بين هذه الصفحة والخدمة: اطلب من القائمين على الخدمة أن يسمحوا بمرور Content-Disposition.',
  'brief.overdue': 'لم يصل الملف في الوقت المحدد. حاول مرة أخرى.',
  'brief.otherwise': 'صار هذا الموجز الآن يقول غير ما هنا.',
  'brief.savedIsNew': 'وما تحفظه هو ما يقوله الآن.',
  'brief.unasked': 'لم يتسنَّ عند الطباعة السؤال عمّا إذا كان لا يزال يقول ذلك.',
  'brief.markedAnew': 'تغيّر تصنيف هذا الموجز، فقُرئ من جديد.',
  'brief.showNews': 'اقرأه من جديد',
  'brief.events':
    '{count, plural, zero {لا أحداث} one {حدث واحد} two {حدثان} few {# أحداث} many {# حدثًا} other {# حدث}}',
  'brief.counts': 'القول المعتد به',
  'brief.nothing': 'لا شيء في السجل.',
  'brief.source': 'المصدر',
  'brief.sources': 'المصادر',
  'brief.ungraded': 'غير مصنف',
  'brief.scale':
    'مقياس الأميرالية. المصدر: A موثوق تمامًا، B عادة، C إلى حد ما، D ليس عادة، E غير موثوق، F لا يمكن الحكم عليه. المضمون: 1 مؤكد، 2 مرجح، 3 ممكن، 4 مشكوك فيه، 5 مستبعد، 6 لا يمكن الحكم عليه. – غير مصنف.',
  'brief.foot': 'أُعد من السجل وحده، وفق قواعد ثابتة. وما لا يرد في السجل يُذكر أنه غير موجود.',
  'brief.elsewhere': 'هذا الاجتماع من تفاوض آخر',
  'brief.goThere': 'افتح موجزه هناك',
};
export default arabic;
