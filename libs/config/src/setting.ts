/** A setting as the README and `--help` tell it. */
export type Setting = Readonly<{ name: string; fallback: string; help: string }>;
