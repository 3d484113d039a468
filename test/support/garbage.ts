/** What a program may print that is not JSON of the shape that we expect. */
export const garbage: Readonly<Record<string, string>> = {
  'nothing at all': '',
  HTML: '<html><body>502 Bad Gateway</body></html>',
  'megabytes of noise': 'x'.repeat(3_000_000),
  'JSON that is cut': '[{"ifname":"eth0","mtu":15',
  'JSON of another kind': '"text"',
  'a list of other things': '[1, null, "text"]',
  'objects of another shape': '[{"foo": 1}]',
  'an object': '{"foo": [1]}',
};

/** What every parser says of it. */
export const wrongFormat = {
  reason: 'ToolFailed',
  message: /printed something that is not its format$/,
};
