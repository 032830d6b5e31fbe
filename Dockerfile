# The service, its command line and the witness: `docker build --tag rapporteur:0.1.0 .`
FROM node:24.21.0-trixie-slim AS build
WORKDIR /app
COPY .npmrc package.json package-lock.json ./
RUN npm ci
COPY compile.mjs bundle.mjs bundle-options.mjs bundle-unused.mjs nest-cli.json tsconfig.json ./
COPY apps apps
COPY libs libs
# The image has its own Node.js. Before this, the build needs optional packages: those of esbuild and TypeScript.
RUN npm run build && npm prune --omit=dev --omit=optional

FROM node:24.21.0-trixie-slim
WORKDIR /app
COPY package.json ./
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY examples examples
# A new volume gets this owner.
RUN mkdir -m 700 /record && chown node:node /record
VOLUME /record
# Without a login (OIDC_ISSUER) the service refuses to listen on this HOST: a published port requires a login.
ENV NODE_ENV=production DATA_DIR=/record HOST=0.0.0.0 PORT=3000
EXPOSE 3000
USER node
STOPSIGNAL SIGTERM
# Live, not ready: a rebuild of the views takes minutes, and a restart would only begin it again.
HEALTHCHECK --interval=10s --timeout=5s --start-period=120s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health/live`).then((answer) => process.exit(answer.ok ? 0 : 1))"]
ENTRYPOINT ["node", "--enable-source-maps", "/app/dist/bin/rapporteur.js"]
CMD ["serve"]
