"""HTTP below the site and the endpoint: listening, codings, rates, how long an answer stays fresh."""
