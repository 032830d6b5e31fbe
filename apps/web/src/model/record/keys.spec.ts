import { describe, expect, it } from '@jest/globals';
import { typesWithAlt } from '../keyboard.js';
import { type Pressed, shortcutOf } from './keys.js';

const none: Pressed = { key: '', code: '', ctrl: false, alt: false, isInField: false };
const optionO = { ...none, key: 'ø', code: 'KeyO', alt: true };
const windows = { hasLetters: true, altTypes: typesWithAlt('Win32') };
const mac = { hasLetters: true, altTypes: typesWithAlt('MacIntel') };

describe('a key of the form', () => {
  it('types its letter in a field on a Mac, where Option makes another letter of it', () => {
    expect(shortcutOf({ ...optionO, isInField: true }, mac)).toBeUndefined();
    expect(shortcutOf({ ...optionO, key: 'ó', isInField: true }, mac)).toBeUndefined();
    expect(shortcutOf({ ...none, key: '¡', code: 'Digit1', alt: true, isInField: true }, mac)).toBeUndefined();
    expect(shortcutOf(optionO, mac)).toBe('outbox');
  });
  it('goes to the outbox from a field elsewhere, whatever the alphabet', () => {
    expect(shortcutOf({ ...optionO, key: 'o', isInField: true }, windows)).toBe('outbox');
    expect(shortcutOf({ ...optionO, key: 'щ', isInField: true }, windows)).toBe('outbox');
  });
  it('chooses a form outside of fields alone, and only while letters are shortcuts', () => {
    expect(shortcutOf({ ...none, key: 'C' }, windows)).toBe('call');
    expect(shortcutOf({ ...none, key: 'c', isInField: true }, windows)).toBeUndefined();
    expect(shortcutOf({ ...none, key: 'c' }, { ...windows, hasLetters: false })).toBeUndefined();
    expect(shortcutOf({ ...none, key: 'c', ctrl: true }, windows)).toBeUndefined();
  });
  it('sends with Ctrl anywhere, and leaves a field with Esc', () => {
    expect(shortcutOf({ ...none, key: 'Enter', ctrl: true, isInField: true }, windows)).toBe('send');
    expect(shortcutOf({ ...none, key: 'Escape', isInField: true }, windows)).toBe('leave');
    expect(shortcutOf({ ...none, key: 'Escape' }, windows)).toBeUndefined();
  });
});
