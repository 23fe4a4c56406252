//! The rows. Which release has which key is from the sources of Alertmanager's releases.

use super::Form::{Bool, Choice, Duration, File, Integer, Text, Texts, Url};
use super::Need::With;
use super::{Key, Kind};

const WEBHOOK_ADDRESS: &str = "The file with the address of the incoming webhook.";

const BEARER: Key =
    Key::new("credentials_file", File, "The file with a token that is sent along (`Authorization: Bearer`).")
        .at("http_config.authorization.credentials_file")
        .operator("httpConfig.authorization.credentials");

const USERNAME: Key = Key::new("username", Text, "The name to log in with.")
    .need(With("password_file"))
    .at("http_config.basic_auth.username");

const PASSWORD: Key =
    Key::new("password_file", File, "The file with the password, or the API token, to log in with.")
        .need(With("username"))
        .at("http_config.basic_auth.password_file");

const API_URL: Key =
    Key::new("api_url", Url, "The address of the API, if it is not the usual one.").operator("apiURL");

/// Every kind that has no record of its own.
pub const DESTINATIONS: &[Kind] = &[
    Kind::new("victorops", "VictorOps", "VictorOps", 22, "A team of Splunk On-Call, which was `VictorOps`.").with(&[
        Key::new("api_key_file", File, "The file with the key of the API.")
            .required()
            .operator("apiKey"),
        Key::new("routing_key", Text, "The team's routing key.").required().operator("routingKey"),
        Key { operator: Some("apiUrl"), ..API_URL },
    ]),
    Kind::new("pushover", "Pushover", "Pushover", 22, "A user or a group of Pushover.").with(&[
        Key::new("user_key_file", File, "The file with the key of the user or the group.")
            .required()
            .since(26)
            .operator("userKey"),
        Key::new("token_file", File, "The file with the token of the application.").required().since(26).operator("token"),
        Key::new("device", Text, "The device. By default all.").since(26).operator("device"),
        Key::new("sound", Text, "The sound.").operator("sound"),
        Key::new("priority", Text, "The priority, from -2 to 2. By default 2 while alerts fire.").operator("priority"),
        Key::new("retry", Duration, "Time between two repetitions of priority 2.").operator("retry"),
        Key::new("expire", Duration, "How long priority 2 is repeated.").operator("expire"),
    ]),
    Kind::new("telegram", "Telegram", "Telegram", 24, "A chat of Telegram.").with(&[
        Key::new("bot_token_file", File, "The file with the token of the bot.")
            .required()
            .since(26)
            .operator("botToken"),
        Key::new("chat_id", Integer, "The chat. That of a group is below 0.").required().operator("chatID"),
        Key::new("message_thread_id", Integer, "The topic of the chat.").since(28),
        Key::new("parse_mode", Choice(&["HTML", "Markdown", "MarkdownV2"]), "How the text is read: as `HTML` by default.")
            .operator("parseMode"),
        Key::new("disable_notifications", Bool, "Whether messages come without a sound.")
            .operator("disableNotifications"),
        API_URL,
    ]),
    Kind::new("discord", "Discord", "Discord", 25, "A channel of Discord.").with(&[Key::new("webhook_url_file", File, WEBHOOK_ADDRESS)
        .required()
        .since(27)
        .operator("apiURL")]),
    Kind::new("msteams", "MsTeams", "Microsoft Teams", 26, "A channel of Microsoft Teams, by a connector of Office 365. New ones are `msteamsv2`.").with(
        &[Key::new("webhook_url_file", File, WEBHOOK_ADDRESS).required().since(27).operator("webhookUrl")],
    ),
    Kind {
        is_anywhere: true,
        ..Kind::new("msteamsv2", "MsTeamsV2", "Microsoft Teams", 28, "A channel of Microsoft Teams, by a workflow of Power Automate.")
    }
    .with(&[Key::new("webhook_url_file", File, "The file with the address of the workflow.").required()]),
    Kind {
        one_of: &["topic_arn", "target_arn", "phone_number"],
        without_file: &[(
            "secret_key",
            "Alertmanager reads it from no file: give its machine or Pod a role, set AWS' variables in its environment, or name a \
             `profile` of its file of shared credentials",
        )],
        ..Kind::new("sns", "Sns", "Amazon SNS", 23, "A topic of Amazon SNS, or a telephone.")
    }
    .with(&[
        Key::new("topic_arn", Text, "The topic.").operator("topicARN"),
        Key::new("target_arn", Text, "The endpoint of a mobile platform.").operator("targetARN"),
        Key::new("phone_number", Text, "The number of a telephone, for a short message.").operator("phoneNumber"),
        Key::new("region", Text, "The region of AWS.").at("sigv4.region").operator("sigv4.region"),
        Key::new("profile", Text, "The profile in the file of shared credentials.")
            .at("sigv4.profile")
            .operator("sigv4.profile"),
        Key::new("role_arn", Text, "The role to take.").at("sigv4.role_arn").operator("sigv4.roleArn"),
        Key::new("api_url", Url, "The address of the API, if it is not the usual one.").operator("apiURL"),
    ]),
    Kind::new("webex", "Webex", "Webex", 25, "A room of Webex.").with(&[
        Key::new("room_id", Text, "The room.").required().operator("roomID"),
        Key { about: "The file with the token of the bot.", ..BEARER }.required(),
        API_URL,
    ]),
    Kind::new("wechat", "WeChat", "WeChat", 22, "A user, party or tag of `WeChat` Work.").with(&[
        Key::new("api_secret_file", File, "The file with the secret of the application.")
            .required()
            .since(31)
            .operator("apiSecret"),
        Key::new("corp_id", Text, "The corporation.").required().operator("corpID"),
        Key::new("agent_id", Text, "The application.").operator("agentID"),
        Key::new("to_user", Text, "The users, with `|` between.").operator("toUser"),
        Key::new("to_party", Text, "The parties, with `|` between.").operator("toParty"),
        Key::new("to_tag", Text, "The tags, with `|` between.").operator("toTag"),
        Key::new("message_type", Choice(&["text", "markdown"]), "How the text is read: as `text` by default.")
            .operator("messageType"),
        API_URL,
    ]),
    Kind::new("jira", "Jira", "Jira", 28, "Issues of a project of Jira.").with(&[
        Key::new("api_url", Url, "The address of the API: `https://example.atlassian.net/rest/api/2/`.")
            .required(),
        Key::new("project", Text, "The key of the project.").required(),
        Key::new("issue_type", Text, "The type of new issues: `Bug`.").required(),
        USERNAME,
        PASSWORD,
        BEARER,
        Key::new("labels", Texts, "Labels of new issues."),
        Key::new("priority", Text, "The priority of new issues."),
        Key::new("reopen_transition", Text, "The transition that opens an issue again."),
        Key::new("resolve_transition", Text, "The transition that resolves an issue."),
        Key::new("wont_fix_resolution", Text, "The resolution with which an issue is not opened again."),
        Key::new("reopen_duration", Duration, "How long an issue may be closed and is opened again."),
    ]),
    Kind::new("rocketchat", "RocketChat", "Rocket.Chat", 28, "A channel of Rocket.Chat.").with(&[
        Key::new("token_id_file", File, "The file with the identifier of the token.")
            .required(),
        Key::new("token_file", File, "The file with the token.").required(),
        Key::new("channel", Text, "The channel: `#alerts`."),
        Key::new("api_url", Url, "The address of the server.").required(),
    ]),
];
