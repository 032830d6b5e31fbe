import type { FactTexts } from '../fact-messages.js';

/** What happened comes first, as a noun, so that it need not agree with a name or a number. */
const provisions = (state: string) =>
  `${state}: {count, plural, zero {لا أحكام} one {حكم واحد} two {حكمان} few {# أحكام} many {# حكمًا} other {# حكم}} ({measures}).`;
const assessed = (what: string) => `{party}: ${what}، وفق تقديرنا.`;
const position = (what: string) => `{party}: ${what}.`;
const TAKEN = 'اتخاذ موقف بشأن «{issue}»';
const HARDENED = 'تشديد الموقف بشأن «{issue}»';
const SOFTENED = 'تليين الموقف بشأن «{issue}»';
const REFRAMED = 'إعادة صياغة الموقف بشأن «{issue}»';
const MAINTAINED = 'التمسك بالموقف بشأن «{issue}»';
const WITHDRAWN = 'سحب الموقف بشأن «{issue}»';

const arabicFacts: FactTexts = {
  'fact.NegotiationOpened': 'افتتاح المفاوضات «{title}».',
  'fact.NegotiationDescribed': 'تحديث وصف المفاوضات «{title}».',
  'fact.NegotiationActivated': 'بدء المفاوضات الفعلية.',
  'fact.NegotiationSuspended': 'تعليق المفاوضات.',
  'fact.NegotiationResumed': 'استئناف المفاوضات.',
  'fact.NegotiationConcluded.agreement': 'انتهاء المفاوضات باتفاق.',
  'fact.NegotiationConcluded.no-agreement': 'انتهاء المفاوضات دون اتفاق.',
  'fact.NegotiationConcluded.lapsed': 'سقوط المفاوضات بمضي الوقت.',
  'fact.NegotiationReopened': 'إعادة فتح المفاوضات.',
  'fact.PartyJoined': '{party}: الانضمام إلى المفاوضات.',
  'fact.PartyLeft': '{party}: الانسحاب من المفاوضات.',
  'fact.RepresentativeNamed': '{person}: التسمية ضمن الممثلين.',
  'fact.RepresentativeStoodDown': '{person}: انتهاء التمثيل.',
  'fact.IssueRaised': 'طرح مسألة «{issue}».',
  'fact.IssueRaised.byParty': '{party}: طرح مسألة «{issue}».',
  'fact.IssueSettled': 'تسوية مسألة «{issue}».',
  'fact.IssueReopened': 'إعادة طرح مسألة «{issue}».',
  'fact.MeetingProposed': 'اقتراح عقد «{meeting}».',
  'fact.InvitationExtended': '{person}: دعوة إلى «{meeting}».',
  'fact.InvitationAnswered.NEEDS-ACTION': '{person}: لا رد بعد على الدعوة إلى «{meeting}».',
  'fact.InvitationAnswered.ACCEPTED': '{person}: قبول الدعوة إلى «{meeting}».',
  'fact.InvitationAnswered.DECLINED': '{person}: الاعتذار عن الدعوة إلى «{meeting}».',
  'fact.InvitationAnswered.TENTATIVE': '{person}: قبول مبدئي للدعوة إلى «{meeting}».',
  'fact.InvitationAnswered.DELEGATED': '{person}: إحالة الدعوة إلى «{meeting}» إلى شخص آخر.',
  'fact.MeetingScheduled': 'تحديد موعد «{meeting}».',
  'fact.MeetingConfirmed': 'تأكيد عقد «{meeting}».',
  'fact.MeetingConfirmed.byParty': '{party}: تأكيد عقد «{meeting}».',
  'fact.MeetingRescheduled': 'تغيير موعد «{meeting}».',
  'fact.MeetingPostponed': 'تأجيل «{meeting}».',
  'fact.MeetingCancelled': 'إلغاء «{meeting}».',
  'fact.DelegationAnnounced': '{party}: إعلان الوفد إلى «{meeting}».',
  'fact.MeetingHeld': 'انعقاد «{meeting}».',
  'fact.MeetingHeld.withParties': 'انعقاد «{meeting}»، بمشاركة {parties}.',
  'fact.MinutesCirculated': 'تعميم محضر «{meeting}».',
  'fact.MinutesApproved': '{party}: اعتماد محضر «{meeting}».',
  'fact.StatementMade': '{speaker}: الإدلاء بتصريح.',
  'fact.StatementMade.unattributed': 'صدور تصريح دون ذكر صاحبه.',
  'fact.StatementWithdrawn': '{speaker}: سحب تصريح.',
  'fact.StatementWithdrawn.unattributed': 'سحب تصريح.',
  'fact.PositionTaken': position(TAKEN),
  'fact.PositionShifted.hardened': position(HARDENED),
  'fact.PositionShifted.softened': position(SOFTENED),
  'fact.PositionShifted.reframed': position(REFRAMED),
  'fact.PositionMaintained': position(MAINTAINED),
  'fact.PositionWithdrawn': position(WITHDRAWN),
  'fact.PositionTaken.assessed': assessed(TAKEN),
  'fact.PositionShifted.hardened.assessed': assessed(HARDENED),
  'fact.PositionShifted.softened.assessed': assessed(SOFTENED),
  'fact.PositionShifted.reframed.assessed': assessed(REFRAMED),
  'fact.PositionMaintained.assessed': assessed(MAINTAINED),
  'fact.PositionWithdrawn.assessed': assessed(WITHDRAWN),
  'fact.MeasureAnnounced':
    '{party}: إعلان {count, plural, zero {لا تدابير} one {تدبير واحد} two {تدبيرين} few {# تدابير} many {# تدبيرًا} other {# تدبير}} ({measures}).',
  'fact.MeasureExpanded': 'توسيع نطاق التدبير «{measure}».',
  'fact.ProvisionEnteredIntoForce': provisions('بدء النفاذ'),
  'fact.ProvisionSuspended': provisions('تعليق'),
  'fact.ProvisionReinstated': provisions('استئناف العمل'),
  'fact.ProvisionRemoved': provisions('إلغاء'),
  'fact.FigureReported': 'رقم متعلق بالتدبير «{measure}»: {about}، «{figure}».',
  'fact.CommitmentMade': 'تعهد من {parties}.',
  'fact.ProgressReported': 'إحراز تقدم في التعهد «{pledge}».',
  'fact.FulfilmentReported': '{party}: اعتبار التعهد «{pledge}» منفذًا.',
  'fact.CommitmentDisputed': '{party}: الاعتراض على التعهد «{pledge}».',
  'fact.CommitmentReleased': '{party}: التنازل عن التعهد «{pledge}».',
  'fact.ProposalTabled': 'تقديم المقترح «{proposal}» من {parties}.',
  'fact.ProposalRevised': 'تعديل المقترح «{proposal}».',
  'fact.ProposalAccepted': '{party}: قبول المقترح «{proposal}».',
  'fact.ProposalRejected': '{party}: رفض المقترح «{proposal}».',
  'fact.ProposalWithdrawn': 'سحب المقترح «{proposal}».',
  'fact.ProposalAdopted': 'اعتماد المقترح «{proposal}».',
  'fact.AccountDisputed': 'رواية أخرى تخالف السجل: «{rival}».',
  'fact.AccountDisputed.beside': 'رواية أخرى تخالف «{recorded}»: «{rival}».',
  'fact.DisputeSettled.recorded': 'ترجيح الرواية المسجلة على «{rival}».',
  'fact.DisputeSettled.rival': 'ترجيح الرواية «{rival}» على المسجلة.',
  'fact.DisputeSettled.neither': 'عدم ترجيح الرواية المسجلة ولا «{rival}».',
};
export default arabicFacts;
