import type { VerifyTexts } from './verify-en.js';

const arabic: VerifyTexts = {
  'verify.skip': 'الانتقال إلى التحقق',
  'verify.headline': 'هل السجل على حاله؟',
  'verify.what':
    'قدّم ملف تدقيق، أو إثبات حدث واحد، ومفتاح السجل. يجري التحقق على هذا الجهاز: لا يُرسل شيء، ولا تُسأل الخدمة عن شيء.',
  'verify.caution':
    'تأتي هذه الصفحة من الخدمة التي تتحقق من سجلها، فهي لا تثبت شيئًا ضدها. لذلك شغّل {command} من مكان تثق به.',
  'verify.file': 'ملف تدقيق أو إثبات',
  'verify.drop': 'أفلته في أي موضع من هذه الصفحة، أو اختره هنا.',
  'verify.key': 'مفتاح السجل',
  'verify.keyHelp': 'مفتاح في كل سطر. خذه من صاحب السجل أو من شاهد، لا من هذه الخدمة.',
  'verify.fromFile': 'من ملف:',
  'verify.more': 'الشهود، ونقطة تحقق احتفظت بها',
  'verify.witness': 'مفاتيح الشهود',
  'verify.witnessHelp': 'مفتاح في كل سطر. يجب أن يكون كل منهم قد شارك في التوقيع.',
  'verify.kept': 'نقطة تحقق احتفظت بها',
  'verify.keptHelp': 'النص الموقّع كما حفظته. يجب ألا يكون ما يشمله قد تغيّر. ولإثبات ليست فيه نقطة تحقق، قدّم نقطة بحجمه.',
  'verify.event': 'حدث هذا الإثبات',
  'verify.eventHelp': 'لا يتضمن tlog-proof حدثه. قدّم نص JSON الذي فيه الحدث وملحه: جواب {route}.',
  'verify.check': 'تحقّق',
  'verify.noFile': 'اختر ملفًا أولًا.',
  'verify.noKey': 'قدّم مفتاح السجل.',
  'verify.lineIs': 'السطر {line}: {because}',
  'verify.tooLarge': 'هذا الملف أكبر من أن يكون هو المطلوب. اختر غيره.',
  'verify.cannotRead': 'تتعذر قراءة الملف: نُقل أو غُيّر أو حُذف. اختره من جديد.',
  'verify.notLoaded': 'تعذّر تحميل التحقق. افحص الاتصال ثم تحقّق من جديد.',
  'verify.broke': 'انقطع التحقق: {because}. لا يدل هذا على شيء في السجل. تحقّق منه بواسطة {command}.',
  'verify.stopped': 'أوقفتَ التحقق، ولم يتبيّن منه شيء.',
  'verify.running': 'جارٍ التحقق من {name}',
  'verify.progress':
    '{lines, plural, =0 {جارٍ القراءة} zero {لا أسطر} one {فُحص سطر واحد} two {فُحص سطران} few {فُحصت # أسطر} many {فُحص # سطرًا} other {فُحص # سطر}}',
  'verify.readOf': '{read} من {size}',
  'verify.stop': 'إيقاف',
  'verify.result': 'النتيجة',
  'verify.holds': 'السجل سليم',
  'verify.fails': 'السجل غير سليم',
  'verify.failsAt': 'السجل غير سليم، عند الحدث {index}',
  'verify.unreadable': 'غير سليم: لا يمكن قراءته كملف تدقيق',
  'verify.foreign': 'هذا ليس ملف تدقيق',
  'verify.at': '{name}، جرى التحقق منه على هذا الجهاز في {time}',
  'verify.took':
    '{seconds, plural, =0 {في أقل من ثانية} zero {في أقل من ثانية} one {في ثانية واحدة} two {في ثانيتين} few {في # ثوانٍ} many {في # ثانية} other {في # ثانية}}',
  'verify.log': 'السجل',
  'verify.events':
    '{events, plural, zero {لا أحداث} one {حدث واحد} two {حدثان} few {# أحداث} many {# حدثًا} other {# حدث}} في {streams, plural, zero {لا مسارات} one {مسار واحد} two {مسارين} few {# مسارات} many {# مسارًا} other {# مسار}}',
  'verify.withheld':
    '{count, plural, =0 {لا شيء محجوب} zero {لا شيء محجوب} one {واحد محجوب} two {اثنان محجوبان} few {# محجوبة} many {# محجوبًا} other {# محجوب}}',
  'verify.withheldMeans':
    'يثبت أن ما يعرضه موجود في السجل، وأن فيه شيئًا يحجبه. ولا يثبت أنه يعرض كل ما ينبغي أن يكون فيه: لا يثبت ذلك إلا ملف السجل كله.',
  'verify.negotiation': 'يعرض مفاوضة واحدة',
  'verify.asSigned': 'كل حدث معروض هو الذي جرى توقيعه',
  'verify.root': 'الجذر',
  'verify.signed': 'وقّعه السجل',
  'verify.recorded': 'سُجّل',
  'verify.recordedFrom': 'من {from} إلى {to}',
  'verify.checkpoints':
    '{count, plural, zero {لا نقاط تحقق} one {نقطة تحقق واحدة في السجل تطابقه، وهي موقّعة} two {نقطتا تحقق في السجل تطابقانه، وهما موقّعتان} few {# نقاط تحقق في السجل تطابقه، وهي موقّعة} many {# نقطة تحقق في السجل تطابقه، وهي موقّعة} other {# نقطة تحقق في السجل تطابقه، وهي موقّعة}}',
  'verify.checkpointsUnknown':
    '{count, plural, zero {لا نقاط تحقق} one {نقطة تحقق واحدة في السجل تطابقه، لكنك لم تقدّم مفتاحًا يتحقق منها} two {نقطتا تحقق في السجل تطابقانه، لكنك لم تقدّم مفتاحًا يتحقق منهما} few {# نقاط تحقق في السجل تطابقه، لكنك لم تقدّم مفتاحًا يتحقق منها} many {# نقطة تحقق في السجل تطابقه، لكنك لم تقدّم مفتاحًا يتحقق منها} other {# نقطة تحقق في السجل تطابقه، لكنك لم تقدّم مفتاحًا يتحقق منها}}',
  'verify.cosigned': 'شارك {name} في التوقيع',
  'verify.since':
    '{count, plural, zero {لا مُدخلات فيه} one {مُدخله الأول يطابق نقطة تحققك} two {أول مُدخلين فيه يطابقان نقطة تحققك} few {أول # مُدخلات فيه تطابق نقطة تحققك} many {أول # مُدخلًا فيه تطابق نقطة تحققك} other {أول # مُدخل فيه تطابق نقطة تحققك}}',
  'verify.backwards':
    '{count, plural, zero {لا يرجع وقت التسجيل} one {يرجع وقت التسجيل مرة واحدة} two {يرجع وقت التسجيل مرتين} few {يرجع وقت التسجيل # مرات} many {يرجع وقت التسجيل # مرة} other {يرجع وقت التسجيل # مرة}}، أولها عند الحدث {index}. تسبّب ذلك الإضافات المتزامنة بأجزاء من الألف من الثانية، وتسبّبه عدة نسخ من الخدمة بثوانٍ. اسأل صاحب السجل عما زاد.',
  'verify.noWitness': 'لا يشهد لهذا إلا السجل نفسه.',
  'verify.noWitnessMeans':
    'لم تقدّم مفتاح شاهد. فمن معه مفتاح السجل ربما أعاد كتابة كل شيء ووقّعه ابتداءً من الحدث {index}.',
  'verify.vouched': 'لا يشهد الشاهد لشيء سُجّل بعد مشاركته في التوقيع.',
  'verify.limits': 'لا يمكن التحقق من صحة ساعة الخدمة، ولا من صدق ما سُجّل.',
  'verify.proved': 'الحدث',
  'verify.provedWithheld': 'محجوب: لا يُثبَت إلا مُدخله',
  'verify.stream': 'المسار',
  'verify.revision': '{stream}، المراجعة {revision}',
  'verify.place': 'الموضع في السجل',
  'verify.placeOf':
    '{index} من {size, plural, zero {لا مُدخلات} one {مُدخل واحد} two {مُدخلين} few {# مُدخلات} many {# مُدخلًا} other {# مُدخل}}، عدًّا من 0',
  'verify.entry': 'المُدخل',
  'verify.keptNotUsed':
    'لم تلزم نقطة التحقق التي احتفظت بها: في الإثبات نقطته. لمقارنة السجل كله بها، تحقّق من ملف تدقيق.',
  'verify.findings':
    '{count, plural, zero {لا ملاحظات} one {ملاحظة واحدة} two {ملاحظتان} few {# ملاحظات} many {# ملاحظة} other {# ملاحظة}}',
  'verify.place.event': 'الحدث {index}',
  'verify.place.line': 'السطر {line} من الملف',
  'verify.moreFindings':
    '{count, plural, zero {ولا غيرها} one {وواحدة أخرى} two {واثنتان أخريان} few {و# أخرى} many {و# أخرى} other {و# أخرى}}',
  'verify.keep': 'احتفظ بالملف ونقطة التحقق وهذا التقرير: إنها أدلة.',
  'verify.save': 'حفظ التقرير',
};

export default arabic;
