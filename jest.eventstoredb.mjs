process.env.TEST_ENGINE = 'eventstoredb';
