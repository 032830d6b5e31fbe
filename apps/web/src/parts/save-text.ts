import { saveFile } from './save-file.js';

/** Saves a text as a file of the reader. */
export const saveText = (name: string, text: string, type = 'text/plain') =>
  saveFile(name, new Blob([text], { type: `${type};charset=utf-8` }));
