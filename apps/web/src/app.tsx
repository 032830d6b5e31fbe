import { QueryClientProvider } from '@tanstack/preact-query';
import { Route, Switch, useLocation } from 'wouter-preact';
import { queries } from './api/queries.js';
import { lazily } from './parts/lazily.js';
import { MessagesProvider } from './messages/use-messages.js';
import { Negotiation } from './screens/negotiation/negotiation.js';
import { Negotiations } from './screens/negotiations/negotiations.js';
import { NotFound } from './screens/not-found.js';
import { LiveProvider } from './parts/live.js';
import { useSending } from './parts/use-sending.js';
import { SessionGate } from './session/session-gate.js';

const Changes = lazily(async () => (await import('./screens/changes/changes.js')).Changes, 'main');
const Timeline = lazily(async () => (await import('./screens/timeline/timeline.js')).Timeline, 'main');
const Administration = lazily(
  async () => (await import('./screens/administration/administration.js')).Administration,
  'main',
);
const Week = lazily(async () => (await import('./screens/week/week.js')).Week, 'main');
const Brief = lazily(async () => (await import('./screens/brief/brief.js')).Brief, 'main');
const Audit = lazily(async () => (await import('./screens/audit/audit.js')).Audit, 'main');
const Verify = lazily(async () => (await import('./screens/verify/verify.js')).Verify, 'main');
const Record = lazily(async () => (await import('./screens/record/record.js')).Record, 'main');

const Screens = () => {
  useSending();
  return (
    <Switch>
      <Route path="/" component={Negotiations} />
      <Route path="/week" component={Week} />
      <Route path="/administration" component={Administration} />
      <Route path="/negotiations/:id">{({ id }) => <Negotiation id={id} />}</Route>
      <Route path="/negotiations/:id/timeline">{({ id }) => <Timeline key={id} id={id} />}</Route>
      <Route path="/negotiations/:id/record">{({ id }) => <Record key={id} id={id} />}</Route>
      <Route path="/negotiations/:id/changes">{({ id }) => <Changes key={id} id={id} />}</Route>
      <Route path="/negotiations/:id/audit">{({ id }) => <Audit key={id} id={id} />}</Route>
      <Route path="/negotiations/:id/meetings/:meetingId/brief">
        {({ id, meetingId }) => <Brief key={meetingId} id={id} meetingId={meetingId} />}
      </Route>
      <Route component={NotFound} />
    </Switch>
  );
};

export const App = () => {
  const [path] = useLocation();
  // It asks the service nothing, so it needs no login.
  const isAlone = path === '/verify';
  return (
    <MessagesProvider>
      <SessionGate isNeeded={!isAlone}>
        {isAlone ? (
          <Verify />
        ) : (
          <QueryClientProvider client={queries}>
            <LiveProvider>
              <Screens />
            </LiveProvider>
          </QueryClientProvider>
        )}
      </SessionGate>
    </MessagesProvider>
  );
};
