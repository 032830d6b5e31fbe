import { describe, expect, it } from '@jest/globals';
import { PAGE_NUMBERS, pageCounter } from './page-counter.js';

describe('the page counter of a sheet', () => {
  it('has counters in the places of the numbers', () => {
    const { page, pages } = PAGE_NUMBERS;
    expect(pageCounter(`Page ${page} of ${pages}`)).toBe('"Page " counter(page) " of " counter(pages) ""');
    expect(pageCounter(`共 ${pages} 页，第 ${page} 页`)).toBe('"共 " counter(pages) " 页，第 " counter(page) " 页"');
  });

  it('keeps quotes in a sentence from ending its text', () => {
    expect(pageCounter('Page "<page>"')).toBe('"Page \\"" counter(page) "\\""');
  });
});
