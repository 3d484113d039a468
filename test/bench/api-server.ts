// An API server on loopback whose one node is x. usage: api-server PORT; prints "ready", then "told"
// for each PATCH, and "broken" with the time in milliseconds when one has set FlannelProblem to True.
import { createServer } from 'node:https';
import { fakeApiServer } from '../support/fake-api-server.ts';
import { tlsFixture } from '../support/web-servers.ts';

const server = fakeApiServer();

const isBroken = (): boolean => server.conditions()['FlannelProblem']?.['status'] === 'True';

createServer(
  { key: tlsFixture('server.key'), cert: tlsFixture('good.pem') },
  (request, response) => {
    const wasBroken = isBroken();
    response.on('finish', () => {
      // Nobody reads them here, and they would only grow.
      server.received.length = 0;
      if (request.method === 'PATCH') process.stdout.write('told\n');
      if (isBroken() && !wasBroken) process.stdout.write(`broken ${Date.now()}\n`);
    });
    server.listener(request, response);
  },
).listen(Number(process.argv[2]), '127.0.0.1', () => process.stdout.write('ready\n'));
