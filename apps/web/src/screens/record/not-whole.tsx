import { useRecordTexts } from '../../messages/record-texts.js';

/** That a list ends before the record does. */
export const NotWhole = ({ isWhole, count }: Readonly<{ isWhole: boolean; count: number }>) => {
  const tell = useRecordTexts();
  return isWhole || count === 0 ? null : <p class="hint">{tell('choose.first', { count })}</p>;
};
