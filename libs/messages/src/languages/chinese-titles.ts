import type { TitleTexts } from '../title-messages.js';

const chineseTitles: TitleTexts = {
  'title.hour': '{hour}：{fact}',
  'title.planned': '{fact}计划时间：{when}。',
  'title.due': '{fact}期限：{when}。',
  'title.from': '{fact}起始日期：{when}。',
  'title.until': '{fact}截止日期：{when}。',
  'title.words': '{fact}“{words}”',
  'title.toldTime': '“{words}”',
  'title.clock': '{clock}',
  'title.dayAndMore': '{first}，{second}',
  'title.corrected': '更正：{fact}',
  'title.voided': '作废：{fact}',
  'title.restored': '恢复：{fact}',
  'title.marked': '“{thing}”的密级定为{marking}。',
  'title.approved': '批准将“{thing}”的密级降为{marking}。',
  'title.approvalWithdrawn': '撤回降低“{thing}”密级的批准。',
};
export default chineseTitles;
