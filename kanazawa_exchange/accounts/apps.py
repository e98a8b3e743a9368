from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "kanazawa_exchange.accounts"
    label = "accounts"
