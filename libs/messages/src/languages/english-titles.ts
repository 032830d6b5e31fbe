import type { TitleTexts } from '../title-messages.js';

const englishTitles: TitleTexts = {
  'title.hour': '{hour}: {fact}',
  'title.planned': '{fact} Planned: {when}.',
  'title.due': '{fact} Due: {when}.',
  'title.from': '{fact} From: {when}.',
  'title.until': '{fact} Until: {when}.',
  'title.words': '{fact} “{words}”',
  'title.toldTime': '“{words}”',
  'title.clock': '{clock}',
  'title.dayAndMore': '{first}, {second}',
  'title.corrected': 'Corrected: {fact}',
  'title.voided': 'Voided: {fact}',
  'title.restored': 'Restored: {fact}',
  'title.marked': '“{thing}” was marked {marking}.',
  'title.approved': '“{thing}” was approved to be marked {marking}.',
  'title.approvalWithdrawn': 'The approval of a lower marking of “{thing}” was withdrawn.',
};
export default englishTitles;
