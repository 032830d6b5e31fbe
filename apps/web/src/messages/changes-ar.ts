import type { ChangesTexts } from './changes-en.js';

const arabic: ChangesTexts = {
  'changes.skip': 'انتقل إلى ما تغيَّر',
  'changes.loading': 'تجري المقارنة بين اللحظتين',
  'changes.busy': 'تُجري الخدمة أقصى ما تستطيع من مقارنات. وسيُعاد طلب هذه المقارنة متى انتهت إحداها',
  'changes.headline':
    '{count, plural, =0 {لم يتغير شيء} zero {لا تغييرات} one {تغيير واحد} two {تغييران} few {# تغييرات} many {# تغييرًا} other {# تغيير}} منذ {since}',
  'changes.headlineUntil':
    '{count, plural, =0 {لم يتغير شيء} zero {لا تغييرات} one {تغيير واحد} two {تغييران} few {# تغييرات} many {# تغييرًا} other {# تغيير}} من {since} إلى {until}',
  'changes.facts':
    '{count, plural, =0 {لا واقعة جديدة.} zero {لا واقعة جديدة.} one {واقعة جديدة واحدة.} two {واقعتان جديدتان.} few {# وقائع جديدة.} many {# واقعة جديدة.} other {# واقعة جديدة.}}',
  'changes.lastFact': 'أحدثها بتاريخ {day}.',
  'changes.byPlace': 'هذا ما تغيَّر منذ {time}، وهو ما قرأت حتى بلوغه.',
  'changes.byLatest': 'لم تضع علامة على موضع بعد. هذه آخر 14 يومًا من السجل.',
  'changes.byUnknown': 'لا يُعرف الآن إلى أين قرأت. هذه آخر 14 يومًا من السجل.',
  'changes.passesOver': 'قرأت حتى {time}. ما تغيَّر من حينها حتى {day} غير معروض هنا، فلا يمكنك عدُّ هذا مقروءًا.',
  'changes.passesOverAll':
    'لم تضع علامة على موضع بعد، وما تغيَّر حتى {day} غير معروض هنا. لعدِّ هذا مقروءًا اختر يومًا أسبق.',
  'changes.byLatestUntil': 'هذه هي الأيام الأربعة عشر السابقة على {day}.',
  'changes.beforeTheRecord': 'لم يكن في السجل عند أولى هاتين اللحظتين شيء مما يمكنك رؤيته، فكله جديد.',
  'changes.wrong': 'يذكر هذا العنوان يومًا لا يمكن عرضه.',
  'changes.range': 'من متى إلى متى',
  'changes.since': 'منذ',
  'changes.until': 'حتى',
  'changes.toPlace': 'منذ الموضع الذي قرأت إليه',
  'changes.readToHere': 'قرأت إلى هنا',
  'changes.readDone': 'حُفظ: قرأت حتى {time}.',
  'changes.readFailed': 'تعذَّر حفظ الموضع الذي قرأت إليه.',
  'changes.readHidden':
    'من هذه التغييرات ما لا يُعرض: {count, plural, zero {لا شيء} one {تغيير واحد} two {تغييران} few {# تغييرات} many {# تغييرًا} other {# تغيير}}.',
  'changes.readElsewhere': 'في هذه الأثناء قرأت حتى {time} في نافذة أخرى.',
  'changes.readAllTheSame': 'عُدَّه مقروءًا مع ذلك',
  'changes.readNext': 'اعرض ما تغيَّر منذئذ',
  'changes.copy': 'انسخ نصًّا',
  'changes.copied': 'نُسخ مع درجة تصنيفه في أوله وآخره.',
  'changes.copiedFirst':
    'نُسخ مع درجة تصنيفه في أوله وآخره: أول {shown, plural, zero {#} one {#} two {#} few {#} many {#} other {#}} من {count, plural, zero {# تغيير} one {# تغيير} two {# تغيير} few {# تغييرات} many {# تغييرًا} other {# تغيير}}.',
  'changes.copyFailed': 'تعذَّرت قراءة النص.',
  'changes.text': 'لا يسمح المتصفح بالنسخ. هذا هو النص:',
  'changes.textFirst':
    'فيه أول {shown, plural, zero {#} one {#} two {#} few {#} many {#} other {#}} من {count, plural, zero {# تغيير} one {# تغيير} two {# تغيير} few {# تغييرات} many {# تغييرًا} other {# تغيير}}.',
  'changes.print': 'اطبع',
  'changes.news':
    '{count, plural, zero {لا تغييرات أخرى} one {تغيير واحد آخر} two {تغييران آخران} few {# تغييرات أخرى} many {# تغييرًا آخر} other {# تغيير آخر}} منذ أن فتحت هذه الصفحة',
  'changes.newsOther': 'سُجِّل المزيد منذ أن فتحت هذه الصفحة',
  'changes.showNews': 'اعرض الكل',
  'changes.only': 'فقط ما',
  'changes.kind': 'النوع',
  'changes.allKinds': 'كل الأنواع',
  'changes.noneMatch': 'لا تغيير يطابق عوامل التصفية هذه.',
  'changes.clear': 'امسح عوامل التصفية',
  'changes.shown':
    'المعروض: {shown, plural, zero {#} one {#} two {#} few {#} many {#} other {#}} من {count, plural, zero {# تغيير} one {# تغيير} two {# تغيير} few {# تغييرات} many {# تغييرًا} other {# تغيير}}.',
  'changes.shownOnly':
    'فقط {what}: {shown, plural, zero {#} one {#} two {#} few {#} many {#} other {#}} من {count, plural, zero {# تغيير} one {# تغيير} two {# تغيير} few {# تغييرات} many {# تغييرًا} other {# تغيير}}.',
  'changes.tag.happened': 'حدث',
  'changes.tag.learned-late': 'عُلم به لاحقًا',
  'changes.tag.corrected': 'صُحِّح',
  'changes.tag.newly-visible': 'صار مرئيًا',
  'changes.means.happened': 'رُوي منذئذ، ولم يكن حدوثه قبل ذلك مؤكدًا.',
  'changes.means.learned-late': 'حدث قبل ذلك، ولم يُروَ إلا منذئذ.',
  'changes.means.corrected': 'ما كان معروضًا قبل ذلك صار يُعرض على نحو آخر.',
  'changes.means.newly-visible': 'خُفِّضت درجة تصنيفه منذئذ، فصار بإمكانك رؤيته.',
  'changes.lines': 'ما تغيَّر',
  'changes.when': 'متى',
  'changes.on': 'في {day}',
  'changes.now': 'الآن',
  'changes.things':
    '{count, plural, zero {لا عناصر} one {عنصر واحد} two {عنصران} few {# عناصر} many {# عنصرًا} other {# عنصر}}',
  'changes.anotherAccount': 'رواية أخرى',
  'changes.planned': 'بموعد {day}',
  'changes.field': '{field}:',
  'changes.was': 'كان:',
  'changes.is': 'صار:',
  'changes.quoted': '«{words}»',
  'changes.more': 'اعرض المزيد',
  'changes.still': 'لم يتغير',
  'changes.stillNone': 'تغيَّرت المواقف والتدابير كلها.',
  'changes.stillNothing': 'لا موقف ولا تدبير في السجل.',
  'changes.hence': '{sign} علامة ما يُستنتج من تاريخ وحده: لا واقعة تذكره.',
};
export default arabic;
