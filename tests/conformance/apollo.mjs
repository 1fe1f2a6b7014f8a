// Apollo Client 4, as an application would set it up. What went over the wire is reported beside it.
import { createHash } from 'node:crypto';
import { ApolloClient, ApolloLink, CombinedGraphQLErrors, HttpLink, InMemoryCache, gql } from '@apollo/client/core';
import { Defer20220824Handler, GraphQL17Alpha9Handler } from '@apollo/client/incremental';
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries';
import { fetchWithToken, given, report } from './support.mjs';

const sha256 = (text) => createHash('sha256').update(text).digest('hex');

function connect(links = [], options = {}) {
  const wire = [];
  const http = new HttpLink({
    uri: given.url,
    fetch: async (input, init) => {
      const response = await fetchWithToken(input, init);
      wire.push({
        method: init?.method ?? 'GET',
        hasText: new URL(input).searchParams.has('query') || /"query":/.test(init?.body ?? ''),
        accept: new Headers(init?.headers).get('accept'),
        status: response.status,
        type: response.headers.get('content-type'),
      });
      return response;
    },
  });
  const client = new ApolloClient({ cache: new InMemoryCache(), link: ApolloLink.from([...links, http]), ...options });
  return { client, wire };
}

const scenarios = {
  async query() {
    const { client, wire } = connect();
    const { data } = await client.query({ query: gql(given.query), variables: given.variables });
    return { data, wire };
  },

  async errors() {
    const { client, wire } = connect();
    const { data, error } = await client.query({ query: gql(given.query), errorPolicy: 'all' });
    return {
      data: data ?? null,
      isCombined: CombinedGraphQLErrors.is(error),
      errors: error.errors.map(({ message, path, extensions }) => ({ message, path, extensions })),
      wire,
    };
  },

  async persisted() {
    const clients = [1, 2].map(() => connect([new PersistedQueryLink({ sha256, useGETForHashedQueries: true })]));
    const answers = [];
    for (const { client } of clients) {
      const { data } = await client.query({ query: gql(given.query), fetchPolicy: 'no-cache' });
      answers.push(data);
    }
    return { answers, wire: clients.map(({ wire }) => wire) };
  },

  async deferred() {
    const Handler = given.handler === 'current' ? GraphQL17Alpha9Handler : Defer20220824Handler;
    const { client, wire } = connect([], { incrementalHandler: new Handler() });
    const seen = [];
    await new Promise((resolve, reject) => {
      client.watchQuery({ query: gql(given.query) }).subscribe({
        next: ({ data, dataState, error }) => {
          if (error) reject(error);
          if (data) seen.push({ data, dataState });
          if (dataState === 'complete') resolve();
        },
        error: reject,
      });
    });
    client.stop();
    return { seen, wire };
  },
};

report(await scenarios[given.scenario]());
