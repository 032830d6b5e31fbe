import { WEEK_TEXTS } from '../../messages/week-texts.js';
import { WithTexts } from '../../parts/with-texts.js';
import { WeekScreen } from './week-screen.js';
import './week.css';
import './feeds/feeds.css';

const TEXTS = [WEEK_TEXTS];

/** A week of all negotiations. */
export const Week = () => (
  <WithTexts files={TEXTS}>
    <WeekScreen />
  </WithTexts>
);
