import { readFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

type Recording = Readonly<Record<string, Readonly<Record<string, Answer>>>>;

const stateFile = '/run/lab/kube-proxy-says';
const [, , recordingFile = ''] = process.argv;
const recording: Recording = JSON.parse(readFileSync(recordingFile, 'utf8'));

/** As the real one does, it tells the time of the answer; ages stay as they were recorded. */
function atThisTime(body: string): string {
  const recordedAt = /"currentTime":"([^"]+)"/.exec(body)?.[1];
  if (recordedAt === undefined) return body;
  const shift = Date.now() - Date.parse(recordedAt);
  return body.replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, (time) =>
    new Date(Date.parse(time) + shift).toISOString(),
  );
}

const answerOn =
  (port: string): RequestListener =>
  (request, response) => {
    const state = readFileSync(stateFile, 'utf8').trim();
    const answer = recording[state]?.[`${port}${request.url}`] ?? {
      status: 404,
      type: 'text/plain; charset=utf-8',
      body: '404 page not found\n',
    };
    response.writeHead(answer.status, {
      'Content-Type': answer.type,
      'X-Content-Type-Options': 'nosniff',
    });
    response.end(atThisTime(answer.body));
  };

createServer(answerOn(':10249')).listen(10249, '127.0.0.1');
createServer(answerOn(':10256')).listen(10256, '::');
