import type { TitleTexts } from '../title-messages.js';

const frenchTitles: TitleTexts = {
  'title.hour': '{hour}\u00a0: {fact}',
  'title.planned': '{fact} Date prévue\u00a0: {when}.',
  'title.due': '{fact} Échéance\u00a0: {when}.',
  'title.from': '{fact} Date d’effet\u00a0: {when}.',
  'title.until': '{fact} Date de fin\u00a0: {when}.',
  'title.words': '{fact} «\u00a0{words}\u00a0»',
  'title.toldTime': '«\u00a0{words}\u00a0»',
  'title.clock': '{clock}',
  'title.dayAndMore': '{first}, {second}',
  'title.corrected': 'Correction\u00a0: {fact}',
  'title.voided': 'Annulation\u00a0: {fact}',
  'title.restored': 'Rétablissement\u00a0: {fact}',
  'title.marked': 'Classification de «\u00a0{thing}\u00a0»\u00a0: {marking}.',
  'title.approved': 'Classification moindre approuvée pour «\u00a0{thing}\u00a0»\u00a0: {marking}.',
  'title.approvalWithdrawn': 'L’approbation d’une classification moindre de «\u00a0{thing}\u00a0» a été retirée.',
};
export default frenchTitles;
