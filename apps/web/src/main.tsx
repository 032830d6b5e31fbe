import { render } from 'preact';
import { App } from './app.js';
import { startBackGuard } from './parts/back-guard.js';
import './styles/index.css';

startBackGuard();
render(<App />, document.querySelector('#page')!);
