// The package ships no declarations. What is used of it, as read in its source.
declare module 'edtf' {
  export type Bound = { min: number; max: number } | number | null;
  export type Parsed = {
    type?: 'Date' | 'Year' | 'Decade' | 'Century' | 'Season' | 'Interval' | 'Set' | 'List';
    min: number | null;
    max: number | null;
    lower?: Bound;
    upper?: Bound;
    edtf: string;
  };
  export default function edtf(text: string, options?: { level: 0 | 1 | 2 }): Parsed;
}
