import { FEEDS_TEXTS } from '../../messages/feeds-texts.js';
import { WEEK_TEXTS } from '../../messages/week-texts.js';
import { WithTexts } from '../../parts/with-texts.js';
import { WeekScreen } from './week-screen.js';
import './week.css';
import '../../parts/feeds/feeds.css';

const TEXTS = [WEEK_TEXTS, FEEDS_TEXTS];

/** A week of all negotiations. */
export const Week = () => (
  <WithTexts files={TEXTS}>
    <WeekScreen />
  </WithTexts>
);
