import { describe, expect, it } from '@jest/globals';
import { fileNameIn } from './file-name.js';

describe('the name of a file that a service sends', () => {
  it('is the one in all letters, or the one in Latin letters if there is no other', () => {
    expect(fileNameIn(`inline; filename="a-level-3.txt"; filename*=UTF-8''a-%E6%9C%BA%E5%AF%86.txt`)).toBe(
      'a-机密.txt',
    );
    expect(fileNameIn('attachment; filename="brief-2025-10-29-public.docx"')).toBe('brief-2025-10-29-public.docx');
  });
  it('is none if it is not told, or cannot be read: no name is better than one without its marking', () => {
    for (const told of [null, '', 'inline', "attachment; filename*=UTF-8''%E6%9C", 'attachment; filename=""'])
      expect(fileNameIn(told)).toBeUndefined();
  });
});
