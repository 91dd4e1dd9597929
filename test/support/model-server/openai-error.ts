/** Body of an error as OpenAI's APIs have it. */

const types: Readonly<Record<number, string>> = {
  400: 'invalid_request_error',
  401: 'invalid_request_error',
  403: 'permission_error',
  429: 'rate_limit_exceeded',
};

/** The body for a status. */
export const errorOfOpenAi = (status: number, message: string): unknown => {
  const type = types[status] ?? 'server_error';
  return { error: { message, type, param: null, code: status === 401 ? 'invalid_api_key' : type } };
};
