import './paper.css';

/** `plain`: the style of paper is there; `said`: what its sheets say is there, too. */
export const paperIs = (state: 'plain' | 'said'): void => {
  document.documentElement.dataset['paper'] = state;
};
if (document.documentElement.dataset['paper'] === undefined) paperIs('plain');
