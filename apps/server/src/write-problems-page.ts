// npm run problems
import { writeFileSync } from 'node:fs';
import { problemsPage } from './problems-page.js';

writeFileSync('docs/PROBLEMS.md', problemsPage());
