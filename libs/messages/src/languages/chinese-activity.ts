import type { ActivityTexts } from '../activity-messages.js';

const chineseActivity: ActivityTexts = {
  'activity.title': '{name}：最新记录',
  'activity.date': '日期：{words}',
  'activity.corrected': '记录后已更正。',
  'activity.cut': '{count, plural, other {还有更多记录。此订阅源包含最新的 # 项事实。}}',
};
export default chineseActivity;
